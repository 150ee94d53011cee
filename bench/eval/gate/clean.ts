import { type LaunchFamilyName, launchFamilies } from '../generators/launch-families.ts';
import { atLeast, atMost, forComparison, type Part, percent, type Row } from '../row.ts';
import { endingsOf } from './cell.ts';
import { defaultPlan, fixedPlan, planName, type SimulatedPlan } from './default-plan.ts';

/** A clean run is stopped in one of a hundred at most. */
const WRONG = 0.01;
const families = Object.keys(launchFamilies) as LaunchFamilyName[];
/** On several phones, those in which phones may be unlike each other or unlike what is assumed. */
const ofPhones: readonly LaunchFamilyName[] = [
  'AR(1), half-life 3 launches',
  'candidate three times noisier',
  'carry-over, 50 % more power',
  'cases stall, 3 % by 30 %',
  'launches t2',
  'clock states, 30 % of launches −6 %',
];
/** Of many suites and phones those families are tried that have stopped clean runs. */
const hardFamilies: readonly LaunchFamilyName[] = [
  'typical',
  'launches stall, 3 % by 30 %',
  'one launch of each block −15 %',
];

/** @param passes the share of runs that must be GO; absent: shown alone */
function cleanRows(plan: SimulatedPlan, runs: number, passes?: number): Row[] {
  const where = `${plan.family}: ${planName(plan)}`;
  const found = endingsOf(`clean ${where}`, runs, plan);
  const launches = plan.stopping ? `, ${found.launches.toFixed(1)} launches a phone` : '';
  const what = `GO of a clean run, ${where}${launches}`;
  return [
    atMost(`NO-GO of a clean run, ${where}`, found['NO-GO'], WRONG, (value) => percent(value, 2)),
    passes === undefined ? forComparison(what, percent(found.GO)) : atLeast(what, found.GO, passes),
  ];
}

/** All parts together take a quarter of an hour on two cores: runs of several phones are fewer, since each takes as long as several of one. */
const runsOf = ({ phones }: SimulatedPlan, short: boolean): number =>
  short ? SHORT_RUNS : phones === 1 ? 2000 : phones < 10 ? 1000 : 500;
const SHORT_RUNS = 200;

/** The plan of somebody who says nothing of blocks passes nearly all clean runs. */
const byDefault: readonly {
  readonly phones: number;
  readonly family: LaunchFamilyName;
  readonly passes: number;
}[] = [
  ...[1, 2, 3, 5].map((phones) => ({ phones, family: 'typical' as const, passes: 0.9 })),
  { phones: 1, family: 'launches stall, 3 % by 30 %', passes: 0.85 },
  { phones: 1, family: 'cases stall, 3 % by 30 %', passes: 0.85 },
];

async function rowsByDefault(designs: typeof byDefault, short: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { phones, family, passes } of designs) {
    const plan = { ...(await defaultPlan({ phones })), family };
    rows.push(...cleanRows(plan, runsOf(plan, short), passes));
  }
  return rows;
}

export const cleanByDefault: Part = {
  name: 'A/B gate: clean, default plan',
  rows: (short) =>
    rowsByDefault(short ? byDefault.slice(0, 1) : byDefault.filter(({ phones }) => phones < 5), short),
};

/** Apart, since it takes as long as all the others. */
export const cleanFivePhones: Part = {
  name: 'A/B gate: clean, default plan, five phones',
  rows: (short) =>
    short
      ? []
      : rowsByDefault(
          byDefault.filter(({ phones }) => phones === 5),
          short,
        ),
};

export const cleanOnePhone: Part = {
  name: 'A/B gate: clean, one phone',
  rows: (short) =>
    [
      ...(short ? hardFamilies : families).map((family) => fixedPlan({ family })),
      ...(short ? [] : hardFamilies).map((family) => fixedPlan({ family, suites: 4 })),
    ].flatMap((plan) => cleanRows(plan, runsOf(plan, short))),
};

export const cleanPhones: Part = {
  name: 'A/B gate: clean, several phones',
  rows: (short) =>
    [
      ...(short ? (['typical'] as const) : [...hardFamilies, ...ofPhones]).map((family) =>
        fixedPlan({ family, phones: 3 }),
      ),
      ...(short ? [] : (['typical', 'one launch of each block −15 %'] as const)).map((family) =>
        fixedPlan({ family, phones: 10 }),
      ),
    ].flatMap((plan) => cleanRows(plan, runsOf(plan, short))),
};
