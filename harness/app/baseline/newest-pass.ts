import { resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { Night } from '../../history/night.ts';
import { findRun } from '../../store/find-run.ts';
import { derive } from '../derive.ts';
import { readNights } from '../history/read-nights.ts';
import { unproved, whyUnproved } from './why-unproved.ts';

/** A run that passed, and newer ones that did so by less than a proof. */
export interface NewestPass {
  readonly run: string;
  readonly passedOver: readonly { readonly run: string; readonly why: string }[];
}

/** Who measures a build until it passes would else have it passed. */
const isLaterStop = (other: Night, night: Night): boolean =>
  other.at > night.at && other.verdict === 'NO-GO' && candidateOf(other) === candidateOf(night);

const candidateOf = ({ builds }: Night): string | undefined =>
  builds.find(({ role }) => role === 'candidate')?.app;

/** The newest run of two builds that ended in GO, and proved it. @throws HeatsoakError `BASELINE_UNFIT` where none did, `RUNS_MISSING` */
export async function newestPass(runs = 'runs'): Promise<NewestPass> {
  const root = resolve(runs);
  const { nights } = await readNights(root);
  const passed = nights.filter(({ kind, verdict }) => kind === 'ab' && verdict === 'GO');
  const newestFirst = passed.sort((a, b) => (a.at < b.at ? 1 : -1));
  const passedOver: { run: string; why: string }[] = [];
  for (const night of newestFirst) {
    const { run } = night;
    const ids = night.devices.map(({ id }) => id);
    const failed = nights.find((other) => isLaterStop(other, night));
    const why = failed
      ? `the same app is NO-GO in the later run ${failed.run}`
      : whyUnproved(await derive(await findRun(run, root)), ids);
    if (why === null) return { run, passedOver };
    passedOver.push({ run, why });
  }
  const [first] = passedOver;
  if (first) throw unproved(first.run, first.why);
  throw new HeatsoakError('BASELINE_UNFIT', `no run in ${root} is a GO`, { where: root });
}
