import { setTimeout } from 'node:timers/promises';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import { type VerdictWord, verdictWords } from '../../judge/verdict.ts';
import { type LabStatus, readStatus } from '../../lab-server/lab-status.ts';
import { type Ports, portsOf } from '../ports.ts';
import { type LabAddress, withLab } from './with-lab.ts';

/** A run that was handed in, and how long somebody waits for its verdict. */
export interface WaitOptions extends LabAddress {
  readonly run: string;
  readonly limitHours: number;
  /** Between two looks, s. */
  readonly lookSeconds?: number | undefined;
}

const LOOK_SECONDS = 5;

/**
 * Waits until a run of a lab is judged; a database that is away is asked again.
 * @param say told what has changed, a line at a time
 * @throws HeatsoakError `LAB_NOT_JUDGED` when the limit came first, `LAB_WAIT_INTERRUPTED`, `RUN_UNKNOWN`; the run goes on
 */
export async function awaitVerdict(
  { run, limitHours, lookSeconds = LOOK_SECONDS, ...address }: WaitOptions,
  say: (message: string) => void,
  ports: Pick<Ports, 'signal'> = {},
): Promise<VerdictWord> {
  const { signal } = portsOf(ports);
  const end = performance.now() + limitHours * 3_600_000;
  let said = '';
  while (!signal.aborted) {
    const seen = await look(address, run).catch(onlyAway);
    if (typeof seen !== 'string' && seen.verdict !== null) return verdictOf(seen.verdict);
    const line = typeof seen === 'string' ? seen : `${run}: ${countsOf(seen)}`;
    if (line !== said) say(line);
    said = line;
    const leftMs = end - performance.now();
    if (leftMs <= 0)
      throw new HeatsoakError('LAB_NOT_JUDGED', `${run} was not judged in ${limitHours} h; it goes on`, {
        hint: 'heatsoak lab status shows how far it is',
      });
    await setTimeout(Math.min(lookSeconds * 1000, leftMs), undefined, { signal }).catch(() => undefined);
  }
  throw new HeatsoakError('LAB_WAIT_INTERRUPTED', `${run} is not waited for any longer; it goes on`);
}

async function look(address: LabAddress, run: string): Promise<LabStatus[number]> {
  const [status] = await withLab(address, (database) => readStatus(database, run));
  if (status) return status;
  throw new HeatsoakError('RUN_UNKNOWN', `the lab has no run ${run} that you may see`);
}

/** A database that is away says nothing of the run. */
function onlyAway(error: unknown): string {
  if ((error as HeatsoakError).code === 'LAB_UNREACHABLE') return messageOf(error);
  throw error;
}

/** How far a run is, in words. */
export const countsOf = ({ sessions }: LabStatus[number]): string =>
  `${sessions.done} done, ${sessions.active} measuring, ${sessions.waiting} waiting, ${sessions.lost} lost`;

function verdictOf(text: string): VerdictWord {
  const verdict = verdictWords.find((word) => word === text);
  if (verdict) return verdict;
  throw new RangeError(`the lab has the verdict ${text}`);
}
