import { BLOCKS_TO_CONDITION } from '../../../harness/app/plan/plan-blocks.ts';
import { planRun } from '../../../harness/experiment/build-plan.ts';
import { phoneFixture } from '../../../harness/experiment/phone.fixture.ts';
import { suiteFile } from '../../../harness/experiment/suite.ts';
import type { LaunchPlace } from '../../../harness/judge/experiment-values.ts';

/** How large an experiment is. */
export interface ExperimentSize {
  readonly phones: number;
  readonly blocks: number;
  readonly suites: number;
  /** Cases of each suite. */
  readonly cases: number;
}

/** One launch of a plan. */
export interface PlannedPlace extends LaunchPlace {
  /** False: it conditions the phone, and nobody reads its values. */
  readonly counts: boolean;
}

/** What one phone runs, in order. */
export interface PhoneOrder {
  readonly device: string;
  readonly launches: readonly PlannedPlace[];
}

/** The cases of a suite, `a`, `b`, …; more than one. */
export const caseNames = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => String.fromCharCode(97 + i));

const known = new Map<string, readonly PhoneOrder[]>();

/** The launches of an experiment in the order in which the product's own planner lets each phone run them. */
export function plannedOrder(size: ExperimentSize): readonly PhoneOrder[] {
  const key = JSON.stringify(size);
  const order = known.get(key) ?? orderOf(size);
  known.set(key, order);
  return order;
}

function orderOf({ phones, blocks, suites, cases }: ExperimentSize): PhoneOrder[] {
  const planned = planRun({
    devices: Array.from({ length: phones }, (_, i) => phoneFixture(`p${i}`)),
    hasBaseline: true,
    suites: Array.from({ length: suites }, (_, i) => suiteOf(`s${i}`, cases)),
    blocks,
    conditioned: blocks >= BLOCKS_TO_CONDITION,
    seed: 1,
    referenceDevice: null,
  });
  return planned.sessions.map(({ device, launches }) => ({
    device: device.id,
    launches: launches.map(({ suite, block, position, role }) => ({
      ...{ device: device.id, suite, block: String(block), position },
      // A conditioning launch is one of the baseline.
      build: role === 'candidate' ? role : 'baseline',
      counts: role !== 'conditioning',
    })),
  }));
}

const suiteOf = (id: string, cases: number) =>
  suiteFile.parse({
    id,
    title: id,
    kind: 'burst',
    cases: caseNames(cases).map((name) => ({
      id: name,
      prompt: { kind: 'synthetic', tokens: 16 },
      generateTokens: 8,
    })),
  });
