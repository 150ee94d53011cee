import { z } from 'zod';
import { waiver } from '../../experiment/waiver.ts';

/**
 * `unknown`: neither proved harmless nor surely broken; no build passes with one. `waived`: it would be failed or unknown, and
 * somebody answers for it.
 */
export const gateStates = ['passed', 'failed', 'unknown', 'waived'] as const;
export type GateState = (typeof gateStates)[number];

const interval = z.tuple([z.number(), z.number()]);

/** What the gate found for one thing that it asks, at the place that decides it. */
const gateFinding = z.strictObject({
  /** Stable, for scripts: a metric's id, `<metric>.limit` for a bound, or `output`, `crashes`, `launches`, `conditions`, `phones`. */
  id: z.string(),
  name: z.string(),
  /** The phone's id; null: no single one. */
  device: z.string().nullable(),
  suite: z.string().nullable(),
  /** Null: over all cases. */
  case: z.string().nullable(),
  state: z.enum(gateStates),
  /** Candidate against baseline, per cent; null where nothing is compared. */
  changePercent: z.number().nullable(),
  ci95Percent: interval.nullable(),
  allowedPercent: z.number().nullable(),
  /** What is held against a bound, in `unit`. */
  value: z.number().nullable(),
  unit: z.string().nullable(),
  atLeast: z.number().nullable(),
  atMost: z.number().nullable(),
  /** What was found, short, for a list: "−7.6 % (−8.5 to −6.6)". */
  measured: z.string(),
  /** What is allowed, as short; null where nothing else than none is. */
  allowed: z.string().nullable(),
  /** The whole of it. */
  sentence: z.string(),
  /** Of what is waived: by whom, until when and why. */
  waiver: waiver.pick({ owner: true, until: true, why: true }).optional(),
});

/** One thing that the gate asks: over all phones and suites, with the place where it is worst. */
export const gateLine = gateFinding.extend({
  /** Phones by what was found there. */
  phones: z.strictObject({
    passed: z.int(),
    failed: z.int(),
    unknown: z.int(),
    /** Absent where none is. */
    waived: z.int().optional(),
  }),
});
export type GateLine = z.infer<typeof gateLine>;

/** What was found on one phone; the heavier one of the same state says more. */
export type GateFinding = z.infer<typeof gateFinding> & {
  readonly weight: number;
  /** What the line shows where all phones are one count; absent: what was found on the worst of them. */
  readonly overall?: Pick<GateLine, 'measured'> & Partial<Pick<GateLine, 'sentence'>>;
};

const without = { changePercent: null, ci95Percent: null, allowedPercent: null } as const;
const unbounded = { value: null, unit: null, atLeast: null, atMost: null } as const;

/** A finding that is no number. */
export const plainFinding = (
  said: Pick<GateFinding, 'id' | 'name' | 'device' | 'state' | 'measured' | 'sentence'>,
): GateFinding => ({ ...without, ...unbounded, suite: null, case: null, allowed: null, weight: 0, ...said });

/** Worst first. */
const rank: Readonly<Record<GateState, number>> = { failed: 3, unknown: 2, waived: 1, passed: 0 };

/** Whether it holds the pass back: what is waived does not. */
export const isOpen = ({ state }: Pick<GateFinding, 'state'>): boolean =>
  state === 'failed' || state === 'unknown';

/** How many phones a line speaks of. */
export const phoneCount = ({ phones }: Pick<GateLine, 'phones'>): number =>
  phones.passed + phones.failed + phones.unknown + (phones.waived ?? 0);

const byWorst = (a: GateFinding, b: GateFinding): number =>
  rank[b.state] - rank[a.state] || b.weight - a.weight;

/** One line for each id, in the order in which the ids first come. */
export function linesOf(findings: readonly GateFinding[]): GateLine[] {
  return [...new Set(findings.map(({ id }) => id))].flatMap((id): GateLine[] => {
    const own = findings.filter((each) => each.id === id).sort(byWorst);
    const [worst] = own;
    if (!worst) return [];
    const { weight: _, overall, ...line } = worst;
    return [{ ...line, ...overall, phones: countPhones(own) }];
  });
}

/** @param worstFirst so that the first finding of a phone is its worst */
function countPhones(worstFirst: readonly GateFinding[]): GateLine['phones'] {
  const states = new Map<string | null, GateState>();
  for (const { device, state } of worstFirst) if (!states.has(device)) states.set(device, state);
  const count = (wanted: GateState): number =>
    [...states.values()].filter((state) => state === wanted).length;
  const waived = count('waived');
  const counts = { passed: count('passed'), failed: count('failed'), unknown: count('unknown') };
  return waived === 0 ? counts : { ...counts, waived };
}
