import pLimit from 'p-limit';
import { must } from '../../statistics/must.ts';
import { type Moment, moments, type PlannedFault } from '../../virtual-phone/rig/planned-fault.ts';
import { outcomeOf, type PhoneOutcome } from './phone-outcome.fixture.ts';
import { type RiggedRun, riggedPlan, riggedRun } from './rigged-run.fixture.ts';

/** A row of the table of faults: what goes wrong on one phone. */
export interface FaultRow {
  readonly name: string;
  readonly script: readonly PlannedFault[];
}

const wanted = process.env['HEATSOAK_FAULTS'];
/** Whether the table is asked for: `npm run test:faults`, or a part of it by `HEATSOAK_FAULTS="<part of a row's name>|<of another>"`. */
export const isWhole = wanted !== undefined;

/** Whether a row is asked for: by a part of its name, with the whole table, or in every `npm test`. */
export const isChosen = (name: string, inEveryTest: readonly string[] = []): boolean =>
  wanted === undefined
    ? inEveryTest.includes(name)
    : wanted === 'all' || wanted.split('|').some((part) => name.includes(part));

export const chosenOf = <R extends FaultRow>(rows: readonly R[], inEveryTest: readonly string[]): R[] =>
  rows.filter(({ name }) => isChosen(name, inEveryTest));

/** The phone beside the rows of a run: nobody touches it. */
export const BESIDE = 'beside';

/** Rows that shared a run, and what became of each. */
export interface RowsRun extends RiggedRun {
  readonly outcomes: ReadonlyMap<string, PhoneOutcome>;
  readonly beside: PhoneOutcome;
}

/** A phone's id may hold no spaces. */
export const phoneOfRow = ({ name }: FaultRow): string => name.replace(/\W+/g, '-');

/** Performs rows in one run: a phone for each, side by side, and one beside them. */
export async function performRows<R extends FaultRow>(
  root: string,
  run: string,
  rows: readonly R[],
): Promise<RowsRun> {
  const ids = [...rows.map(phoneOfRow), BESIDE];
  const manifest = await riggedPlan(root, run, ids);
  const scripts = Object.fromEntries(rows.map((row) => [phoneOfRow(row), row.script]));
  const performed = await riggedRun(root, manifest, scripts);
  return { ...performed, ...(await outcomesOf(performed, ids)) };
}

/** What became of each phone of a run, and of the one beside them. */
export async function outcomesOf(
  run: Parameters<typeof outcomeOf>[0],
  ids: readonly string[],
): Promise<Pick<RowsRun, 'outcomes' | 'beside'>> {
  const pairs = await Promise.all(ids.map(async (id) => [id, await outcomeOf(run, id)] as const));
  const outcomes = new Map(pairs);
  return { outcomes, beside: outcomes.get(BESIDE) as PhoneOutcome };
}

/** Runs that go on side by side: while one waits for what its rows wait for in real time, the other computes. */
const RUNS_AT_ONCE = 2;

/**
 * Shares rows out to runs of some phones each. What ends the Appium server is everybody's fault: rows of one moment share a run of
 * their own, since it comes to them one after the other, and a run starts its server again as often as there are such rows.
 * @returns the run of a row; all of them are performed, in their order, when the first is asked for
 */
export function runsOf<R extends FaultRow, T>(
  rows: readonly R[],
  mostPhones: number,
  perform: (index: number, rows: readonly R[]) => Promise<T>,
): (row: R) => Promise<T> {
  const endOfAppium = (row: R): Moment | undefined =>
    row.script.find(({ kind }) => kind === 'appium gone')?.moment;
  const shared = rows.filter((row) => endOfAppium(row) === undefined);
  const groups: R[][] = moments
    .map((moment) => rows.filter((row) => endOfAppium(row) === moment))
    .filter((together) => together.length > 0);
  for (let at = 0; at < shared.length; at += mostPhones) groups.push(shared.slice(at, at + mostPhones));
  const turn = pLimit(RUNS_AT_ONCE);
  let performed: ReadonlyMap<R, Promise<T>> | null = null;
  const performAll = (): ReadonlyMap<R, Promise<T>> => {
    const runs = groups.flatMap((group, index) => {
      const run = turn(() => perform(index, group));
      // What went wrong is told by the rows that ask for it.
      run.catch(() => undefined);
      return group.map((row) => [row, run] as const);
    });
    return new Map(runs);
  };
  return async (row) => {
    performed ??= performAll();
    return must(performed.get(row), `the run of ${row.name}`);
  };
}
