import { fileProblem } from '../errors/file-problem.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { gatePolicy } from '../experiment/gate-policy.ts';
import { openRegularFile } from '../files/read-user-file.ts';
import { AaPriors } from '../judge/aa-priors.ts';
import { type Certainty, certaintyOf, type Looks, quickCertainty } from '../judge/certainty.ts';
import { type GroupedValues, groupValues } from '../judge/group-values.ts';
import { type JudgeOptions, judgeValues } from '../judge/judge-values.ts';
import type { JudgedExperiment } from '../judge/judged-experiment.ts';
import type { ValueColumns } from '../judge/value-columns.ts';
import { type GivenFacts, type JudgedMetrics, judgedMetrics } from './judge/judged-metrics.ts';
import { problemOf, type ReadExperiments, readExperiments } from './judge/read-experiments.ts';
import { readGate } from './plan/read-gate.ts';
import { type Ports, portsOf } from './ports.ts';

export interface JudgeFileOptions extends Partial<GivenFacts> {
  /** Path of CSV or JSON lines, or such text as it comes. */
  readonly values: string | AsyncIterable<Uint8Array>;
  /** The column that keeps experiments apart; absent: `experiment`, where there is one. */
  readonly key?: string | undefined;
  /** Path of a gate policy; absent: each metric by its own definition. */
  readonly gate?: string | undefined;
  /** Path of launch values of nights of one build against itself: they tell the noise of each phone. */
  readonly aa?: string | undefined;
  /** How often the values are judged while they grow; absent: after each block from the second to the tenth. */
  readonly analyses?: number | undefined;
  /** They are judged after each half of a block too, as `run` judges its own: a loss is found earlier. */
  readonly halves?: boolean | undefined;
  /** Asks whether there is a loss of one and a half margins, instead of for a proof of none. */
  readonly quickGate?: boolean | undefined;
}

/** The verdicts of a file of launch values. */
export interface JudgedFile {
  /** Each is judged when it is taken, so that not all comparisons are held at once. May be taken once. */
  readonly experiments: Iterable<JudgedExperiment>;
  readonly count: number;
  /** What keeps experiments from being judged, by their key: the verdict of each is INVALID. */
  readonly refused: ReadonlyMap<string, HeatsoakError>;
  /** Columns that are not known and were left alone. */
  readonly foreign: readonly string[];
}

/**
 * Launch values of any harness in, verdicts out, by the same functions as `derive`. The whole file is read and checked
 * before the first verdict. A waiver of the policy must hold today. Of a file with several experiments those that cannot be read are
 * INVALID, and the others are judged.
 * @throws HeatsoakError `FILE_MISSING`, `FILE_NOT_REGULAR`, `VALUES_INVALID`, `METRIC_UNKNOWN`, `USAGE`, and those of a gate policy
 */
export async function judge(options: JudgeFileOptions, ports: Pick<Ports, 'now'> = {}): Promise<JudgedFile> {
  const { values, key, gate, halves = false, directions = {}, margins = {} } = options;
  mustAskOften(options);
  const policy = gate === undefined ? gatePolicy.parse({}) : await readGate(gate);
  const metrics = judgedMetrics(policy, { directions, margins });
  const file = typeof values === 'string' ? values : 'stdin';
  const bytes = typeof values === 'string' ? await opened(values) : values;
  const read = await readExperiments(bytes, { file, metrics, key: key ?? null });
  const { experiments, foreign, areNames } = read;
  const experimentOf = (columns: ValueColumns): GroupedValues =>
    groupValues(columns.rows(), metrics.named, { file, areNames });
  const refused = withContradictions(read, experimentOf);
  const waived = { waivers: policy.waivers, at: portsOf(ports).now().toISOString() };
  const judgement = { policy: metrics.policy(), waived, certainty: certaintyFor(options), halves };
  const priors = options.aa === undefined ? null : await learnFrom(options.aa, metrics, key ?? null);
  return {
    experiments: judged(experiments, refused, experimentOf, {
      ...judgement,
      ...(priors ? { priorOf: (place) => priors.of(place) } : {}),
    }),
    count: experiments.size,
    refused,
    foreign,
  };
}

/**
 * Rows that contradict each other are found before anything is said.
 * @throws HeatsoakError `VALUES_INVALID` where no experiment is left
 */
function withContradictions(
  { experiments, refused }: ReadExperiments,
  experimentOf: (columns: ValueColumns) => GroupedValues,
): ReadonlyMap<string, HeatsoakError> {
  const all = new Map(refused);
  for (const [experiment, columns] of experiments) {
    if (experiment !== null && all.has(experiment)) continue;
    const problem = problemOf(experiment, () => void experimentOf(columns));
    if (experiment !== null && problem) all.set(experiment, problem);
  }
  const [first] = all.values();
  if (first && all.size === experiments.size) throw first;
  return all;
}

function* judged(
  experiments: ReadonlyMap<string | null, ValueColumns>,
  refused: JudgedFile['refused'],
  experimentOf: (columns: ValueColumns) => GroupedValues,
  options: JudgeOptions,
): Generator<JudgedExperiment> {
  for (const [experiment, columns] of experiments) {
    const problem = experiment === null ? undefined : refused.get(experiment);
    if (problem) {
      yield unread(experiment, problem);
      continue;
    }
    const values = experimentOf(columns);
    const { verdict, comparisons, waivers } = judgeValues(values, options);
    yield {
      ...{ experiment, ...verdict, comparisons: [...comparisons], values: values.counts },
      ...(waivers.length > 0 ? { waivers: [...waivers] } : {}),
    };
  }
}

/** What is said of an experiment that has a row which cannot be read: the others may be sound. */
const unread = (experiment: string | null, { message, hint }: HeatsoakError): JudgedExperiment => ({
  experiment,
  ...{ verdict: 'INVALID', headline: message, detail: hint ?? null, devices: [], comparisons: [] },
  values: { values: 0, missing: 0, averaged: 0 },
});

/** Blocks from the second to the tenth: who asks after each of them keeps the error of the whole. */
const DEFAULT_ANALYSES = 9;

function certaintyFor({ quickGate, halves, analyses = DEFAULT_ANALYSES }: JudgeFileOptions): Certainty {
  const looks: Looks = halves ? 'halves' : 'blocks';
  return quickGate ? quickCertainty(analyses, looks) : certaintyOf(analyses, looks);
}

function mustAskOften({ halves, analyses }: JudgeFileOptions): void {
  if (halves && analyses === 1)
    throw new HeatsoakError('USAGE', 'values that are judged once are not judged after halves of blocks', {
      hint: 'leave out --halves, or --analyses 1',
    });
}

/** @param key what keeps the judged experiments apart: nights that it kept apart would be one night */
async function learnFrom(path: string, metrics: JudgedMetrics, key: string | null): Promise<AaPriors> {
  const { experiments, refused, foreign, areNames } = await readExperiments(await opened(path), {
    file: path,
    key: null,
    metrics,
  });
  const [problem] = refused.values();
  if (problem) throw problem;
  if (key !== null && foreign.includes(key)) {
    throw new HeatsoakError('VALUES_INVALID', `${path}: the nights of --aa are kept apart by "experiment"`, {
      where: path,
      hint: `rename its column "${key}"`,
    });
  }
  const priors = new AaPriors();
  const source = { file: path, areNames };
  for (const columns of experiments.values())
    priors.learn(groupValues(columns.rows(), metrics.named, source));
  return priors;
}

async function opened(path: string): Promise<AsyncIterable<Uint8Array>> {
  const file = await openRegularFile(path).catch((cause) => {
    if (cause instanceof HeatsoakError) throw cause;
    throw new HeatsoakError('FILE_MISSING', `cannot read launch values ${path}: ${fileProblem(cause)}`, {
      where: path,
      hint: 'check the path; - reads from stdin',
      cause,
    });
  });
  return file.createReadStream();
}
