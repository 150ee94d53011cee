import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { BenchShape, PlanStep } from '../protocol/plan-file.ts';
import { benchName } from './bench-rows.ts';

/** llama-bench's lists, in tokens. */
export interface BenchRequest {
  readonly promptTokens: readonly number[];
  readonly generateTokens: readonly number[];
  readonly depthTokens: readonly number[];
  readonly batchTokens: number;
  readonly repetitions: number;
}

/** The rows in llama-bench's order: for each depth the prompts, then the generations; a size of 0 is no row. */
export function benchSteps(request: BenchRequest): PlanStep[] {
  const { batchTokens, repetitions } = request;
  const shapes = request.depthTokens.flatMap((depthTokens): BenchShape[] => [
    ...request.promptTokens.map((promptTokens) => ({
      promptTokens,
      generateTokens: 0,
      depthTokens,
      batchTokens,
    })),
    ...request.generateTokens.map((generateTokens) => ({
      promptTokens: 0,
      generateTokens,
      depthTokens,
      batchTokens,
    })),
  ]);
  const steps = shapes
    .filter((shape) => shape.promptTokens + shape.generateTokens > 0)
    .map((shape) => stepOf(shape, repetitions));
  if (steps.length > 0) return steps;
  throw new HeatsoakError('NOTHING_TO_MEASURE', '--pp 0 and --tg 0 leave no row', {
    hint: 'give one of them a size, such as --pp 512 --tg 128',
  });
}

const stepOf = (shape: BenchShape, repetitions: number): PlanStep => ({
  case: benchName(shape),
  prompt: { kind: 'synthetic', tokens: Math.max(1, shape.promptTokens), seed: 1 },
  generateTokens: Math.max(1, shape.generateTokens),
  repetitions,
  forSeconds: null,
  scored: true,
  bench: shape,
});

/** Context that the rows need; llama.cpp pads it to 256 by itself. */
export const contextOf = (steps: readonly Pick<PlanStep, 'bench'>[]): number =>
  Math.max(
    ...steps.map(({ bench }) => (bench ? bench.depthTokens + bench.promptTokens + bench.generateTokens : 0)),
  );

const RANGE = /^(\d+)(?:-(\d+)(?:([+*])(\d+))?)?$/;
/** More rows than anyone would measure: a slip such as `1-100000` is refused. */
const MOST = 1000;

/** llama-bench's lists: `128,512`, `first-last`, `first-last+step`, `first-last*factor`. Null for anything else. */
export function parseCounts(text: string): number[] | null {
  const ranges = text.split(',').map((part) => RANGE.exec(part.trim()));
  const counts: number[] = [];
  for (const range of ranges) {
    const own = range && countsOf(range);
    if (!own) return null;
    counts.push(...own);
  }
  return counts.length <= MOST ? counts : null;
}

/** Null when a step does not move on, or there are too many. */
function countsOf([, first = '', last = first, operator, step = '1']: readonly string[]): number[] | null {
  const counts: number[] = [];
  for (let at = Number(first); at <= Number(last); ) {
    counts.push(at);
    const next = operator === '*' ? at * Number(step) : at + Number(step);
    if (next <= at || counts.length > MOST) return null;
    at = next;
  }
  return counts;
}
