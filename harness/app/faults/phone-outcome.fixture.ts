import { exitCodeOfRun } from '../../cli/exit-code-of-run.ts';
import { codes, type ErrorCode } from '../../errors/codes.ts';
import type { JournalEvent } from '../../experiment/journal-event.ts';
import type { Derived } from '../../judge/derive.ts';
import type { VerdictWord } from '../../judge/verdict.ts';
import type { TrialRecord } from '../../measure/result.ts';
import { mean, variance } from '../../statistics/mean.ts';
import { studentQuantile } from '../../statistics/student-t.ts';
import { journalOf, type RiggedRun } from './rigged-run.fixture.ts';

/** What became of one phone of a run. */
export interface PhoneOutcome {
  readonly journal: readonly JournalEvent[];
  /** Codes of its faults, each once, in the order in which they came. */
  readonly faults: readonly ErrorCode[];
  /** Such as `l0 complete`. */
  readonly launches: readonly string[];
  readonly verdict: VerdictWord | undefined;
  /** What the command line would end with if the run had this phone alone. */
  readonly exitCode: number;
  /** Where the mean speed of its launches lies (99 %), tokens a second; null below two of them. */
  readonly speed: readonly [number, number] | null;
  /** What was told on the terminal when it was lost. */
  readonly losses: readonly string[];
  /** What the report says of its loss. */
  readonly caveats: readonly string[];
}

export async function outcomeOf(
  { folder, derived, steps }: Pick<RiggedRun, 'folder' | 'derived'> & Partial<Pick<RiggedRun, 'steps'>>,
  id: string,
): Promise<PhoneOutcome> {
  const journal = await journalOf(folder, id);
  const told = journal.flatMap((event) =>
    event.type === 'fault' && event.code in codes ? [event.code] : [],
  );
  const { launches, caveats } = derived.measurement;
  return {
    journal,
    faults: [...new Set(told)] as ErrorCode[],
    launches: launches
      .filter(({ device }) => device === id)
      .map(({ planned, status }) => `${planned.id} ${status}`),
    verdict: derived.verdict.devices.find(({ device }) => device === id)?.verdict,
    exitCode: exitCodeOfPhone(derived, id),
    speed: speedOf(derived, id),
    losses: (steps ?? []).filter(({ device, lost }) => lost && device === id).map(({ message }) => message),
    caveats: caveats
      .filter(({ code, device }) => code === 'session-lost' && device === id)
      .map(({ message }) => message),
  };
}

function exitCodeOfPhone({ verdict, measurement }: Derived, id: string): number {
  const devices = verdict.devices.filter(({ device }) => device === id);
  const { manifest } = measurement;
  const sessions = manifest.sessions.filter(({ device }) => device.id === id);
  return exitCodeOfRun({
    verdict: { ...verdict, verdict: devices[0]?.verdict ?? 'INVALID', devices },
    measurement: { ...measurement, manifest: { ...manifest, sessions } },
  });
}

/** Of a hundred tables of some hundred rows none is to fail by chance: two such intervals seldom miss each other. */
const SURE = 0.99;

/** Both builds of these runs are one app, so that all launches count. Trials of one launch go up and down together. */
function speedOf({ measurement }: Derived, id: string): [number, number] | null {
  const speeds = measurement.launches
    .filter(({ device }) => device === id)
    .flatMap(({ trials }) => mean(trials.flatMap(speedOfTrial)) ?? []);
  const [middle, spread] = [mean(speeds), variance(speeds)];
  if (middle === null || spread === null) return null;
  const half = studentQuantile((1 + SURE) / 2, speeds.length - 1) * Math.sqrt(spread / speeds.length);
  return [middle - half, middle + half];
}

const speedOfTrial = ({ scored, invalid, generatedTokens, deltasUs }: TrialRecord): number[] =>
  scored && invalid === null ? [(generatedTokens - 1) / (sumAfterFirst(deltasUs) / 1e6)] : [];

const sumAfterFirst = (deltas: readonly number[]): number => deltas.slice(1).reduce((a, b) => a + b, 0);

/** Whether what two phones measured may be the same. */
export const overlap = (one: PhoneOutcome['speed'], other: PhoneOutcome['speed']): boolean =>
  one !== null && other !== null && one[0] <= other[1] && other[0] <= one[1];
