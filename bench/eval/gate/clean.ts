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

/** A share of 1 % is known to 0.2 points. All parts together take a quarter of an hour on two cores. */
const runsOf = (short: boolean): number => (short ? 200 : 2000);

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
    rows.push(...cleanRows(plan, runsOf(short), passes));
  }
  return rows;
}

/** Runs of several phones take as long as several of one: each number of phones is a part, so that parts are of a size. */
const partByDefault = (phones: number): Part => ({
  name: `A/B gate: clean, default plan, ${phones} phone${phones === 1 ? '' : 's'}`,
  rows: (short) => {
    const designs = byDefault.filter((design) => design.phones === phones);
    return rowsByDefault(short ? designs.slice(0, phones === 1 ? 1 : 0) : designs, short);
  },
});

/** @param shortly the plans of the short form, too */
const partOfPlans = (
  name: string,
  plans: readonly SimulatedPlan[],
  shortly: readonly SimulatedPlan[] = [],
): Part => ({
  name: `A/B gate: clean, ${name}`,
  rows: (short) => (short ? shortly : plans).flatMap((plan) => cleanRows(plan, runsOf(short))),
});

const plansOf = (of: readonly LaunchFamilyName[], more: Partial<SimulatedPlan> = {}): SimulatedPlan[] =>
  of.map((family) => fixedPlan({ family, ...more }));

/** Clean runs of every kind: those that take longest first, so that none is waited for at the end. */
export const cleanParts: readonly Part[] = [
  partOfPlans('10 phones, 4 suites', plansOf(['typical'], { phones: 10, suites: 4 })),
  ...[5, 3, 2, 1].map(partByDefault),
  partOfPlans(
    '3 phones',
    plansOf([...hardFamilies, ...ofPhones], { phones: 3 }),
    plansOf(['typical'], { phones: 3 }),
  ),
  partOfPlans('10 phones', plansOf(['typical', 'one launch of each block −15 %'], { phones: 10 })),
  partOfPlans('1 phone', plansOf(families), plansOf(hardFamilies)),
  partOfPlans('1 phone, 4 suites', plansOf(hardFamilies, { suites: 4 })),
];
