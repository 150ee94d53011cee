import { exitCodeOfRun } from '../../cli/exit-code-of-run.ts';
import { codes, type ErrorCode } from '../../errors/codes.ts';
import type { JournalEvent } from '../../experiment/journal-event.ts';
import type { Derived } from '../../judge/derive.ts';
import type { VerdictWord } from '../../judge/verdict.ts';
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
  /** Slowest and fastest scored trial of the candidate, tokens a second; null where it has none. */
  readonly speeds: readonly [number, number] | null;
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
    speeds: speedsOf(derived, id),
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

function speedsOf({ measurement }: Derived, id: string): [number, number] | null {
  const own = measurement.launches.filter(
    ({ device, planned }) => device === id && planned.role === 'candidate',
  );
  const speeds = own
    .flatMap(({ trials }) => trials)
    .filter(({ scored, invalid }) => scored && invalid === null)
    .map(({ generatedTokens, deltasUs }) => (generatedTokens - 1) / (sumAfterFirst(deltasUs) / 1e6));
  return speeds.length === 0 ? null : [Math.min(...speeds), Math.max(...speeds)];
}

const sumAfterFirst = (deltas: readonly number[]): number => deltas.slice(1).reduce((a, b) => a + b, 0);

/** Whether what two phones measured lies in one range. */
export const overlap = (one: PhoneOutcome['speeds'], other: PhoneOutcome['speeds']): boolean =>
  one !== null && other !== null && one[0] <= other[1] && other[0] <= one[1];
