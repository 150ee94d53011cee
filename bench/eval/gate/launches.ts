import type { VerdictWord } from '../../../harness/judge/verdict.ts';
import type { PlantedExperiment } from '../generators/experiment.ts';
import { atLeast, atMost, type Part, plain, type Row } from '../row.ts';
import { defaultPlan, judgedRuns, sizeName } from './cell.ts';

/** What is asked of a phone, and how many launches it may take on average to find −3 %, and to pass a clean build. */
interface Question {
  readonly name: string;
  readonly find: number;
  readonly pass: number;
}

const questions: readonly Question[] = [
  { name: 'proof', find: 13, pass: 18 },
  { name: 'proof, with A/A nights', find: 10, pass: 16 },
  { name: 'quick gate', find: 12, pass: 10 },
  { name: 'quick gate, with A/A nights', find: 8, pass: 8 },
];

const POWER = 0.95;
const launches = plain(1, ' launches');

/** One typical phone, decode speed alone: every question is answered by a plan of fixed length. */
async function rowsOf(short: boolean): Promise<Row[]> {
  const planned = await defaultPlan(1);
  const one: PlantedExperiment = { ...planned, cases: 1, metrics: ['decode_rate'] };
  const runs = short ? 400 : 4000;
  const ended = (word: VerdictWord, lossPercent: number): number => {
    const name = `launches, ${lossPercent} %, ${sizeName(one)}`;
    const verdicts = [...judgedRuns(name, runs, { ...one, effects: [{ lossPercent }] })];
    return verdicts.filter(({ verdict }) => verdict.verdict === word).length / runs;
  };
  const [found, passed, wrong, onMargin] = [
    ended('NO-GO', 3),
    ended('GO', 0),
    ended('NO-GO', 0),
    ended('GO', 2),
  ];
  const length = 4 * one.blocks;
  return questions.flatMap(({ name, find, pass }) => [
    atMost(`${name}: launches to find −3 %`, length, find, launches),
    atLeast(`${name}: −3 % is found`, found, POWER),
    atMost(`${name}: launches to pass a clean build`, length, pass, launches),
    atLeast(`${name}: a clean build passes`, passed, POWER),
    atMost(`${name}: a clean build is stopped`, wrong, 0.01),
    ...(name.startsWith('quick') ? [] : [atMost(`${name}: −2 % passes`, onMargin, 0.05)]),
  ]);
}

export const launchesNeeded: Part = { name: 'A/B gate: launches', rows: rowsOf };
