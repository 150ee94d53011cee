import type { NoisePrior } from '../../../harness/judge/estimate.ts';
import type { LaunchFamilyName } from '../generators/launch-families.ts';
import { atLeast, atMost, type Part, plain, type Row } from '../row.ts';
import { type CellEndings, endingsOf } from './cell.ts';
import { defaultPlan } from './default-plan.ts';

/** What is asked of a phone, and how many launches it may take on average to find −3 %, and to pass a clean build. */
interface Question {
  readonly name: string;
  readonly quickGate: boolean;
  readonly prior?: NoisePrior;
  readonly find: number;
  readonly pass: number;
  /** How many clean builds may be stopped on a phone that scatters twice as much as a typical one, or as in all its nights. */
  readonly stopped: number;
}

/** What many A/A nights of a typical phone teach. */
const nights: NoisePrior = { variance: 0.012 ** 2, df: 60 };

/** With the launches that each may cost. */
export const questions: readonly Question[] = [
  { name: 'proof', quickGate: false, find: 13, pass: 18, stopped: 0.01 },
  // So few launches can only be had by believing the nights: decision 188.
  { name: 'proof, with A/A nights', quickGate: false, prior: nights, find: 10, pass: 16, stopped: 0.04 },
  { name: 'quick gate', quickGate: true, find: 12, pass: 10, stopped: 0.01 },
  { name: 'quick gate, with A/A nights', quickGate: true, prior: nights, find: 8, pass: 8, stopped: 0.07 },
];

const POWER = 0.95;
const launches = plain(1, ' launches');

/** One typical phone, decode speed alone; measured launches, without the one before them that conditions the phone. */
async function rowsOf(short: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, quickGate, prior, find, pass, stopped } of questions) {
    const plan = {
      ...(await defaultPlan({ cases: 1, metrics: ['decode_rate'], quickGate })),
      ...(prior ? { prior } : {}),
    };
    const ended = (lossPercent: number, family: LaunchFamilyName = 'typical'): CellEndings =>
      endingsOf(`${name} ${lossPercent} ${family}`, short ? 400 : 4000, {
        ...{ ...plan, family },
        effects: [{ lossPercent }],
      });
    const [slower, clean, noisy, large] = [ended(3), ended(0), ended(0, 'noisy'), ended(30)];
    rows.push(
      atMost(`${name}: launches to find −3 %`, slower.launches, find, launches),
      atLeast(`${name}: −3 % is found`, slower['NO-GO'], POWER),
      atMost(`${name}: launches to pass a clean build`, clean.launches, pass, launches),
      atLeast(`${name}: a clean build passes`, clean.GO, POWER),
      atMost(`${name}: a clean build is stopped`, clean['NO-GO'], 0.01),
      atMost(
        `${name}: a clean build is stopped on a phone that scatters twice as much`,
        noisy['NO-GO'],
        stopped,
      ),
      atMost(`${name}: launches to find −30 %`, large.launches, 8.5, launches),
    );
    // Each phone ends by itself, and the verdict knows both.
    const both = endingsOf(`${name} 0, 2 phones`, short ? 200 : 1000, {
      ...plan,
      phones: 2,
      family: 'typical',
    });
    rows.push(atLeast(`${name}: a clean build passes on two phones`, both.GO, POWER));
    if (!quickGate) rows.push(atMost(`${name}: −2 % passes`, ended(2).GO, 0.05));
  }
  return rows;
}

export const launchesNeeded: Part = { name: 'A/B gate: launches', rows: rowsOf };
