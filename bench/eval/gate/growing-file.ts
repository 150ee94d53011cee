import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csv, type Row as FileRow, judged } from '../../../harness/app/judge/judged-text.fixture.ts';
import { LAUNCHES_OF_A_BLOCK } from '../../../harness/experiment/power.ts';
import type { ExperimentValues } from '../../../harness/judge/experiment-values.ts';
import type { VerdictWord } from '../../../harness/judge/verdict.ts';
import { drawsOf } from '../draws.ts';
import { simulateExperiment } from '../generators/experiment.ts';
import { atLeast, atMost, type Part, plain, type Row } from '../row.ts';
import { questions } from './launches.ts';

/** How a growing file is asked. */
export interface Question {
  readonly quickGate: boolean;
  /** After each half of a block too; else after each block. */
  readonly halves: boolean;
  /** Path of launch values of A/A nights. */
  readonly aa?: string | undefined;
}

/** As many as `heatsoak judge` expects where nobody says how often it is asked. */
const MOST_BLOCKS = 10;
const typical = { phones: 1, suites: 1, cases: 1, family: 'typical', metrics: ['decode_rate'] } as const;

/** What experiments ended in, as shares, and their launches on average. */
interface Endings {
  readonly GO: number;
  readonly 'NO-GO': number;
  readonly launches: number;
}

/** Experiments of one typical phone, decode speed alone, each written to a file and judged as it grows, until that says yes or no. */
export async function growingFiles(
  count: number,
  lossPercent: number,
  { quickGate, halves, aa }: Question,
): Promise<Endings> {
  const random = drawsOf(11, `file ${lossPercent}`);
  const planted = { ...typical, blocks: MOST_BLOCKS, effects: [{ lossPercent }] };
  const open = new Map<string, ExperimentValues>();
  for (let i = 0; i < count; i++) open.set(String(i), simulateExperiment(random, planted));
  const found = { GO: 0, 'NO-GO': 0, launches: 0 };
  for (const blocks of looks({ quickGate, halves }))
    for (const [experiment, verdict] of await verdicts(open, blocks, { quickGate, halves, aa })) {
      if (!isAnswer(verdict) && blocks < MOST_BLOCKS) continue;
      open.delete(experiment);
      found.launches += LAUNCHES_OF_A_BLOCK * blocks;
      if (isAnswer(verdict)) found[verdict]++;
    }
  return { GO: found.GO / count, 'NO-GO': found['NO-GO'] / count, launches: found.launches / count };
}

const isAnswer = (verdict: VerdictWord): verdict is 'GO' | 'NO-GO' => verdict === 'GO' || verdict === 'NO-GO';

/** After how many blocks it is asked. */
function looks({ quickGate, halves }: Omit<Question, 'aa'>): number[] {
  const [first, step] = [quickGate && halves ? 1.5 : 2, halves ? 0.5 : 1];
  return Array.from({ length: (MOST_BLOCKS - first) / step + 1 }, (_, i) => first + i * step);
}

/** One file of the first blocks of all experiments, and what is said of each. */
async function verdicts(
  experiments: ReadonlyMap<string, ExperimentValues>,
  blocks: number,
  options: Question,
): Promise<[string, VerdictWord][]> {
  if (experiments.size === 0) return [];
  const found = await judged(fileOf(experiments, blocks), options);
  return found.map(({ experiment, verdict }) => [experiment ?? '', verdict]);
}

function fileOf(experiments: ReadonlyMap<string, ExperimentValues>, blocks: number): string {
  const rows: FileRow[] = [];
  for (const [experiment, { cells }] of experiments)
    for (const { metric, suite, launches } of cells)
      for (const { device: phone, block: name, position, build, values } of launches) {
        const block = Number(name.slice(suite.length + 1));
        if (block + position / LAUNCHES_OF_A_BLOCK < blocks)
          rows.push({
            experiment,
            phone,
            block,
            position,
            build,
            metric: metric.id,
            value: values['a'] ?? null,
          });
      }
  return csv(rows);
}

/** Writes nights of one build against itself on such a phone, and says where. */
export async function nightsIn(folder: string): Promise<string> {
  const random = drawsOf(12, 'nights');
  const nights = Array.from({ length: 10 }, (_, i): [string, ExperimentValues] => [
    `night ${i}`,
    simulateExperiment(random, { ...typical, blocks: 8 }),
  ]);
  const path = join(folder, 'nights.csv');
  await writeFile(path, fileOf(new Map(nights), MOST_BLOCKS));
  return path;
}

/** Of the launches that are asked of a run: a file does not tell of the one that conditioned the phone. */
const ALLOWED = 1.02;
const launches = plain(2, ' launches');

async function rowsOf(short: boolean): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-growing-'));
  try {
    const path = await nightsIn(folder);
    const rows: Row[] = [];
    for (const { name, quickGate, prior, find, pass } of questions) {
      const question = { quickGate, halves: true, aa: prior ? path : undefined };
      const count = short ? 200 : 2000;
      const [slower, clean] = [
        await growingFiles(count, 3, question),
        await growingFiles(count, 0, question),
      ];
      rows.push(
        atMost(`${name}: launches to find −3 %`, slower.launches, find * ALLOWED, launches),
        atLeast(`${name}: −3 % is found`, slower['NO-GO'], 0.95),
        atMost(`${name}: launches to pass a clean build`, clean.launches, pass * ALLOWED, launches),
        atLeast(`${name}: a clean build passes`, clean.GO, 0.95),
        atMost(`${name}: a clean build is stopped`, clean['NO-GO'], 0.01),
      );
      if (!quickGate)
        rows.push(atMost(`${name}: −2 % passes`, (await growingFiles(count, 2, question)).GO, 0.05));
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The same questions as those of a run's launches, through the file that any harness may write. */
export const growingFile: Part = { name: 'A/B gate: growing files', rows: rowsOf };
