import { resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { rememberedDigests } from '../../files/remembered-digest.ts';
import { type BaselineEntry, entriesOfRun } from '../../history/baseline.ts';
import { appendBaselines, keepArchive } from '../../store/baseline-store.ts';
import { findRun } from '../../store/find-run.ts';
import { derive } from '../derive.ts';
import { measuredBuild } from '../plan/measured-build.ts';
import { type Ports, portsOf } from '../ports.ts';
import { unproved, whyUnproved } from './why-unproved.ts';

export interface BaselineOptions {
  /** Folder of the run folders; default: `runs` here. */
  readonly runs?: string | undefined;
  /** The run whose candidate becomes the baseline, in the words of `findRun`. */
  readonly run: string;
  /** Only of these phones of the run; default: all. */
  readonly device?: readonly string[] | undefined;
  readonly who: string;
  readonly why: string;
}

/**
 * Makes the candidate of a run the baseline of its phones, whatever the verdict was: somebody says why. The app archive is kept by
 * its hash.
 * @throws HeatsoakError `USAGE` without a reason, `BASELINE_UNFIT` for a run that has no candidate or none of the phones,
 * `BUILD_GONE`, and those of a run that cannot be read
 */
export const setBaseline = (options: BaselineOptions, ports: Pick<Ports, 'now' | 'folders'> = {}) =>
  makeBaseline(options, 'set', ports);

/**
 * The same of a run that passed, on the phones on which it did.
 * @throws HeatsoakError `BASELINE_UNFIT` without a GO, and for one by the quick gate or a waiver: `setBaseline` takes them, with a reason
 */
export const promoteBaseline = (options: BaselineOptions, ports: Pick<Ports, 'now' | 'folders'> = {}) =>
  makeBaseline(options, 'promoted', ports);

async function makeBaseline(
  options: BaselineOptions,
  how: BaselineEntry['how'],
  ports: Pick<Ports, 'now' | 'folders'>,
): Promise<BaselineEntry[]> {
  const { now, folders } = portsOf(ports);
  const [who, reason] = [options.who.trim(), options.why.trim()];
  if (who === '' || reason === '')
    throw new HeatsoakError('USAGE', 'a baseline needs --who and --why', {
      hint: 'say in one sentence why: people will read it',
    });
  const runs = resolve(options.runs ?? 'runs');
  const derived = await derive(await findRun(options.run, runs));
  const { verdict } = derived;
  const { manifest } = derived.measurement;
  const passed = verdict.devices.filter(({ verdict: word }) => how === 'set' || word === 'GO');
  const asked = passed.map(({ device }) => device).filter((id) => options.device?.includes(id) ?? true);
  const entries = entriesOfRun(manifest, asked, { at: now().toISOString(), who, why: reason, how });
  const [first] = entries;
  if (!first)
    throw new HeatsoakError(
      'BASELINE_UNFIT',
      how === 'set'
        ? `run ${manifest.run} has no candidate on the phones that are meant`
        : `run ${manifest.run} is no GO on the phones that are meant: ${verdict.headline}`,
    );
  const why = how === 'promoted' ? whyUnproved(derived, asked) : null;
  if (why !== null) throw unproved(manifest.run, why);
  const { run, name, app } = first.build;
  const build = await measuredBuild(runs, { run, name, app }, 'baseline', rememberedDigests(folders.cache));
  await keepArchive(runs, build.app.path, app);
  await appendBaselines(runs, entries);
  return entries;
}
