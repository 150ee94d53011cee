import type { PlantedExperiment } from '../generators/experiment.ts';
import { type LaunchFamilyName, launchFamilies } from '../generators/launch-families.ts';
import { atLeast, atMost, forComparison, type Part, percent, type Row } from '../row.ts';
import { type CellShares, defaultPlan, sharesOf, sizeName } from './cell.ts';

const WRONG = 0.01;
const families = Object.keys(launchFamilies) as LaunchFamilyName[];
/** Of many suites and phones those families are tried that have stopped clean runs. */
const hardFamilies: readonly LaunchFamilyName[] = [
  'typical',
  'launches stall, 3 % by 30 %',
  'one launch of each block −15 %',
];
/** The default plan passes so many clean runs. */
const passes: readonly {
  readonly phones: number;
  readonly family: LaunchFamilyName;
  readonly least: number;
}[] = [
  ...[1, 2, 3, 5].map((phones) => ({ phones, family: 'typical' as const, least: 0.9 })),
  { phones: 1, family: 'launches stall, 3 % by 30 %', least: 0.85 },
  { phones: 1, family: 'cases stall, 3 % by 30 %', least: 0.85 },
];

/** A clean run: it is stopped in one of a hundred at most, and the default plan passes nearly all. */
async function rowsOf(designs: readonly Design[], runs: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { phones, suites, families: own } of designs) {
    for (const family of own) {
      const planted: PlantedExperiment = { ...(await defaultPlan(phones, suites)), family };
      rows.push(...cleanRows(planted, sharesOf(`clean ${sizeName(planted)} ${family}`, runs, planted)));
    }
  }
  return rows;
}

function cleanRows(planted: PlantedExperiment, shares: CellShares): Row[] {
  const { phones, suites, family } = planted;
  const where = `${family}: ${sizeName(planted)}`;
  const pass = suites === 1 && passes.find((each) => each.phones === phones && each.family === family);
  const what = `GO of a clean run, ${where}`;
  return [
    atMost(`NO-GO of a clean run, ${where}`, shares['NO-GO'], WRONG, (value) => percent(value, 2)),
    pass ? atLeast(what, shares.GO, pass.least) : forComparison(what, percent(shares.GO)),
  ];
}

interface Design {
  readonly phones: number;
  readonly suites: number;
  readonly families: readonly LaunchFamilyName[];
}

const RUNS = 2000;
const SHORT_RUNS = 200;

export const cleanOnePhone: Part = {
  name: 'A/B gate: clean, one phone',
  rows: (short) =>
    rowsOf(
      [
        { phones: 1, suites: 1, families: short ? hardFamilies : families },
        { phones: 1, suites: 4, families: short ? ['typical'] : hardFamilies },
      ],
      short ? SHORT_RUNS : RUNS,
    ),
};

export const cleanPhones: Part = {
  name: 'A/B gate: clean, several phones',
  rows: (short) =>
    rowsOf(
      short
        ? [{ phones: 3, suites: 1, families: ['typical'] }]
        : [
            { phones: 2, suites: 1, families: ['typical'] },
            { phones: 3, suites: 1, families },
            { phones: 5, suites: 1, families: ['typical'] },
            { phones: 10, suites: 1, families: hardFamilies },
          ],
      short ? SHORT_RUNS : RUNS,
    ),
};
