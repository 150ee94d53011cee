import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HeatsoakError } from '../../../errors/heatsoak-error.ts';
import { scratchFolder } from '../../../files/scratch-folder.ts';
import { type Ports, portsOf } from '../../ports.ts';
import { conclude, type NamedLaunch } from '../conclude.ts';
import type { Conformance } from '../conformance-document.ts';
import { cancelledTrial } from './cancelled.ts';
import { fullDisk } from './full-disk.ts';
import { killedLaunches } from './killed.ts';
import type { EndedLaunch } from './launch-place.ts';
import { ordinaryLaunches } from './ordinary.ts';
import { plantedTimes } from './planted-times.ts';
import { refusedPlans } from './refused.ts';
import { sameAnswers } from './same-answers.ts';
import { Workplace } from './workplace.ts';
import { wrongHash } from './wrong-hash.ts';

export interface ProgramOptions {
  /** The program and its arguments; it gets the path of each plan as its last one. */
  readonly command: readonly [string, ...string[]];
  /** Folder that keeps the launches; default: none does. */
  readonly keep?: string | undefined;
  /** Longest that one launch may take, s; default 120. */
  readonly launchSeconds?: number | undefined;
}

/** The longest plan takes some five seconds on a host of two cores. */
const LAUNCH_SECONDS = 120;

/**
 * Launches a program as an agent is launched on a phone: on ordinary plans, killed, on plans that it must refuse, on a full disk.
 * @throws HeatsoakError `AGENT_UNSTARTABLE`, `REFERENCE_FAILED` where llama.cpp does not run here, `CONFORMANCE_INTERRUPTED`
 */
export async function checkProgram(
  { command, keep, launchSeconds = LAUNCH_SECONDS }: ProgramOptions,
  ports: Pick<Ports, 'signal' | 'folders'> = {},
  report: (launch: string) => void = () => undefined,
): Promise<Conformance> {
  const { signal, folders } = portsOf(ports);
  const scratch = keep === undefined ? await scratchFolder('conformance') : null;
  const documents = scratch ? join(scratch.path, 'documents') : resolve(keep ?? '');
  try {
    await mkdir(documents, { recursive: true });
    const place = await Workplace.open({
      ...{ command, documents, cacheDir: folders.cache, launchSeconds, signal, report },
    });
    return await checkIn(place);
  } catch (error) {
    throw signal.aborted
      ? new HeatsoakError('CONFORMANCE_INTERRUPTED', 'interrupted', { cause: error })
      : error;
  } finally {
    await scratch?.remove();
  }
}

async function checkIn(place: Workplace): Promise<Conformance> {
  const ordinary = await ordinaryLaunches(place);
  const answers = await sameAnswers(place, ordinary.launches);
  const planted = await plantedTimes(place);
  const killed = await killedLaunches(place);
  const cancelled = await cancelledTrial(place);
  const full = await fullDisk(place);
  const refused = await refusedPlans(place);
  const hash = await wrongHash(place);
  return conclude(
    [
      ordinary.launches.flatMap(named),
      ...[planted, killed, cancelled, refused].map((each) => each.launches),
    ].flat(),
    [
      ...[...ordinary.findings, answers, planted.finding],
      ...[killed.finding, cancelled.finding, full, ...refused.findings, hash],
    ],
  );
}

const named = ({ name, files }: EndedLaunch): NamedLaunch[] => (files ? [{ name, files }] : []);
