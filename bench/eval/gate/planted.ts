import type { PlantedEffect } from '../generators/experiment.ts';
import type { LaunchFamilyName } from '../generators/launch-families.ts';
import { atLeast, atMost, type Part, type Row } from '../row.ts';
import { endingsOf } from './cell.ts';
import { defaultPlan, fixedPlan, planName, type SimulatedPlan } from './default-plan.ts';

/** Something that is wrong with the candidate, and the share of runs that may pass it. */
interface Fault {
  readonly what: string;
  readonly phones: number;
  readonly suites?: number;
  readonly family?: LaunchFamilyName;
  readonly effects?: readonly PlantedEffect[];
  readonly candidateLoses?: number;
  /** Judged as the default plan is, with analyses between its blocks; absent: once, after eight blocks. */
  readonly byDefault?: true;
  readonly mostGo: number;
  /** The share that must be stopped; absent: INCONCLUSIVE will do. */
  readonly leastNoGo?: number;
}

const rare = 0.01;
const inPlaces: readonly Fault[] = [
  ...[1, 3].flatMap((phones): Fault[] => [
    { what: 'one case of five −4 %', phones, effects: [{ lossPercent: 4, case: 'a' }], mostGo: rare },
    {
      what: 'one case of five −50 %',
      phones,
      effects: [{ lossPercent: 50, case: 'a' }],
      mostGo: 0,
      leastNoGo: 0.99,
    },
  ]),
  {
    what: 'one suite of four −4 %',
    phones: 1,
    suites: 4,
    effects: [{ lossPercent: 4, suite: 's1' }],
    mostGo: rare,
  },
  { what: 'one phone of three −4 %', phones: 3, effects: [{ lossPercent: 4, phone: 'p1' }], mostGo: rare },
  {
    what: 'one phone −4 %, another +4 %',
    phones: 3,
    effects: [
      { lossPercent: 4, phone: 'p0' },
      { lossPercent: -4, phone: 'p2' },
    ],
    mostGo: rare,
  },
  // 10 % of two launches in five, and 16 % of one in four: 4 % over all.
  { what: '−10 % while hot', phones: 1, effects: [{ lossPercent: 10, when: 'hot' }], mostGo: rare },
  {
    what: '−16 % in the first quarter',
    phones: 1,
    effects: [{ lossPercent: 16, when: 'first blocks' }],
    mostGo: rare,
  },
  { what: 'one of four launches lost', phones: 1, candidateLoses: 4, mostGo: 0 },
  { what: 'one launch of a run lost', phones: 1, candidateLoses: 1000, mostGo: 0 },
];

/** Exactly as slow as is allowed: a pass is an error then, of one in twenty at most. */
const onTheMargin: readonly Fault[] = (
  [
    'typical',
    'AR(1), half-life 3 launches',
    'warm-up 8 %, tau 4',
    'carry-over, 25 % more power',
    'carry-over, 50 % more power',
    'thermal memory, 50 % more power',
    'launches stall, 3 % by 30 %',
    'launches t2',
  ] as const
).map((family) => ({ what: '−2 %', phones: 1, family, effects: [{ lossPercent: 2 }], mostGo: 0.05 }));

/** Beyond the margin everywhere: found by whoever says nothing of blocks. */
const everywhere: readonly Fault[] = [
  ...[1, 3].map((phones) => ({
    ...{ what: '−3 %', phones, effects: [{ lossPercent: 3 }], byDefault: true as const },
    ...{ mostGo: rare, leastNoGo: 0.95 },
  })),
  ...(['launches stall, 3 % by 30 %', 'cases stall, 3 % by 30 %'] as const).map((family) => ({
    ...{ what: '−3 %', phones: 1, family, effects: [{ lossPercent: 3 }], byDefault: true as const },
    ...{ mostGo: rare, leastNoGo: 0.85 },
  })),
  {
    ...{ what: '−4 %', phones: 1, family: 'carry-over, 50 % more power', effects: [{ lossPercent: 4 }] },
    mostGo: rare,
  },
];

async function rowsOf(short: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  const [runs, faults] = short ? [200, inPlaces] : [2000, [...inPlaces, ...onTheMargin, ...everywhere]];
  for (const { what, mostGo, leastNoGo, byDefault, family = 'typical', ...planted } of faults) {
    const { phones, suites = 1 } = planted;
    const base = byDefault ? await defaultPlan({ phones, suites }) : fixedPlan({ family });
    const plan: SimulatedPlan = { ...base, ...planted, family };
    const name = `${what}, ${family}: ${planName(plan)}`;
    const found = endingsOf(name, runs, plan);
    rows.push(atMost(`GO though ${name}`, found.GO, mostGo));
    if (leastNoGo !== undefined) rows.push(atLeast(`NO-GO at ${name}`, found['NO-GO'], leastNoGo));
  }
  return rows;
}

export const plantedFaults: Part = { name: 'A/B gate: faults', rows: rowsOf };
