import { countersOf } from '../protocol/engine-counters.ts';
import type { Event, EventOf } from '../protocol/event.ts';
import { TokenTimes } from '../protocol/token-times.ts';

export type BenchShape = NonNullable<EventOf<'trial.started'>['bench']>;

/** All repetitions of one row of llama-bench. */
export interface BenchRow {
  readonly shape: BenchShape;
  /** Whole window of each repetition, ns, as llama-bench's `samples_ns`. */
  readonly samplesNs: readonly number[];
  /** Processor time of each window per token, ns; null where it was not read. */
  readonly cpuNsPerToken: readonly (number | null)[];
}

/** Tokens that a row's speed is over: what the window decoded, not its depth. */
export const tokensOf = (shape: BenchShape): number => shape.promptTokens + shape.generateTokens;

/** llama-bench's name of a row: `pp512`, `tg128 @ d1024`. */
export function benchName({ promptTokens, generateTokens, depthTokens }: BenchShape): string {
  const parts = [
    promptTokens > 0 ? [`pp${promptTokens}`] : [],
    generateTokens > 0 ? [`tg${generateTokens}`] : [],
  ];
  const depth = depthTokens > 0 ? ` @ d${depthTokens}` : '';
  return parts.flat().join('+') + depth;
}

/** The rows of a launch's log in their order; warm-ups are left out. */
export function benchRows(events: readonly Event[]): BenchRow[] {
  const rows = new Map<
    string,
    { shape: BenchShape; samplesNs: number[]; cpuNsPerToken: (number | null)[] }
  >();
  const finished = new Map(
    events.flatMap((event) => (event.type === 'trial.finished' ? [[event.trial, event] as const] : [])),
  );
  const windows = new Map(
    events.flatMap((event) => (event.type === 'tokens' ? [[event.trial, event] as const] : [])),
  );
  for (const event of events) {
    if (event.type !== 'trial.started' || !event.bench || !event.scored) continue;
    const window = windows.get(event.trial);
    const end = finished.get(event.trial);
    // A repetition that was cut has no end, and is no sample.
    if (!window || !end) continue;
    const name = benchName(event.bench);
    const row = rows.get(name) ?? { shape: event.bench, samplesNs: [], cpuNsPerToken: [] };
    row.samplesNs.push(Math.round(new TokenTimes(window).durationUs * 1000));
    const { cpuUs } = countersOf(end.engineStats);
    row.cpuNsPerToken.push(cpuUs === undefined ? null : (cpuUs * 1000) / tokensOf(event.bench));
    rows.set(name, row);
  }
  return [...rows.values()];
}
