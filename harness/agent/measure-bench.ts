import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { BenchShape } from '../protocol/plan-file.ts';
import { createRandom } from '../statistics/random.ts';
import type { Clock, LoadedModel, RawDecoder } from './ports.ts';

/** What one row's repetition left: one stamp a decode call; ids of one call share its stamp. */
export interface BenchWindow {
  readonly t0: number;
  readonly deltasUs: number[];
  readonly ids: number[];
  /** Processor time of the window, µs; null where it cannot be read. */
  readonly cpuUs: number | null;
}

interface BenchRequest {
  readonly model: LoadedModel;
  readonly clock: Clock;
  readonly cpuUs: (() => number) | undefined;
  readonly shape: BenchShape;
  /** llama-bench's `-ub`: what the backend computes at once. */
  readonly ubatchTokens: number;
  readonly seed: number;
}

/**
 * One repetition as llama-bench does it: cache emptied, depth decoded, then the window: the prompt in batches, and token by token.
 * Ids are random over the whole vocabulary and never sampled.
 * @throws HeatsoakError `RAW_PATH_MISSING` when the engine has no raw path
 */
export async function measureBench(request: BenchRequest): Promise<BenchWindow> {
  const { model, clock, cpuUs, shape, ubatchTokens, seed } = request;
  const decoder = model.raw;
  if (!decoder) throw new HeatsoakError('RAW_PATH_MISSING', 'this engine cannot decode without sampling');
  const random = createRandom(seed);
  const draw = (count: number): Uint32Array =>
    Uint32Array.from({ length: count }, () => Math.floor(random.uniform() * model.vocabularySize));
  const [depth, prompt, generated] = [shape.depthTokens, shape.promptTokens, shape.generateTokens].map(draw);
  decoder.clear();
  const batches = { batchTokens: shape.batchTokens, ubatchTokens };
  await decodePrompt(decoder, depth ?? noIds, 0, batches, () => undefined);
  const deltasUs: number[] = [];
  const cpuBefore = cpuUs?.();
  const t0 = clock.nowUs();
  let last = t0;
  const stamp = (ids: number): void => {
    const now = clock.nowUs();
    deltasUs.push(now - last);
    for (let i = 1; i < ids; i++) deltasUs.push(0);
    last = now;
  };
  await decodePrompt(decoder, prompt ?? noIds, shape.depthTokens, batches, stamp);
  await decodeTokens(decoder, generated ?? noIds, shape.depthTokens + shape.promptTokens, stamp);
  const cpuAfter = cpuUs?.();
  decoder.clear();
  const used = cpuBefore === undefined || cpuAfter === undefined ? null : cpuAfter - cpuBefore;
  return { t0, deltasUs, ids: [...(prompt ?? []), ...(generated ?? [])], cpuUs: used };
}

const noIds = new Uint32Array(0);

/** llama.cpp would split a batch into the same parts; here each part is a call, so that each gets a stamp. */
async function decodePrompt(
  decoder: RawDecoder,
  ids: Uint32Array,
  position: number,
  { batchTokens, ubatchTokens }: { batchTokens: number; ubatchTokens: number },
  stamp: (ids: number) => void,
): Promise<void> {
  for (let batch = 0; batch < ids.length; batch += batchTokens) {
    const batchEnd = Math.min(batch + batchTokens, ids.length);
    for (let from = batch; from < batchEnd; from += ubatchTokens) {
      const to = Math.min(from + ubatchTokens, batchEnd);
      await decoder.decode(ids.subarray(from, to), position + from, to === batchEnd);
      stamp(to - from);
    }
  }
}

async function decodeTokens(
  decoder: RawDecoder,
  ids: Uint32Array,
  position: number,
  stamp: (ids: number) => void,
): Promise<void> {
  for (let i = 0; i < ids.length; i++) {
    await decoder.decode(ids.subarray(i, i + 1), position + i, true);
    stamp(1);
  }
}
