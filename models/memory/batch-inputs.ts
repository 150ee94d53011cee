import { type Cells, cellsOf, isQuantised, type KeyValueType, type MemorySettings } from './cache-bytes.ts';
import type { DecoderFacts } from './decoder-facts.ts';
import type { ComputationGraph, Tensor } from './graph.ts';

/** One cache's inputs: where the batch's keys and values go, and who may look at whom. */
export interface CacheInputs {
  readonly cells: number;
  readonly keys: Tensor;
  readonly values: Tensor;
  readonly mask: Tensor;
  /** What keys and queries, or values and results, are multiplied with where the cache is quantised, so that its scales serve them better. */
  readonly turnsKeys: Tensor | null;
  readonly turnsValues: Tensor | null;
}

/** What a batch brings along, and what every layer needs to know of it. */
export interface Batch {
  readonly graph: ComputationGraph;
  readonly facts: DecoderFacts;
  readonly flashAttention: boolean;
  readonly tokens: number;
  readonly streams: number;
  readonly positions: Tensor;
  readonly outputs: Tensor;
  readonly whole: CacheInputs;
  readonly windowed: CacheInputs;
}

export function batchOf(graph: ComputationGraph, facts: DecoderFacts, settings: MemorySettings): Batch {
  const cells = cellsOf(settings);
  const { batch: tokens, streams } = cells;
  const window = facts.layers.find((layer) => layer.window !== null)?.window ?? 0;
  const inputs = (size: number) => cacheInputs(graph, facts, settings, cells, size);
  return {
    graph,
    facts,
    flashAttention: settings.flashAttention,
    tokens,
    streams,
    positions: graph.input([tokens]),
    outputs: graph.input([cells.outputs]),
    whole: inputs(cells.whole),
    windowed: inputs(cells.windowed(window)),
  };
}

function cacheInputs(
  graph: ComputationGraph,
  facts: DecoderFacts,
  settings: MemorySettings,
  { batch, streams }: Cells,
  cells: number,
): CacheInputs {
  const { flashAttention, keyValueType } = settings;
  const widest = Math.max(...facts.layers.map((layer) => layer.keyValueHeads * layer.valueLength));
  const [{ keyLength, valueLength } = { keyLength: 0, valueLength: 0 }] = facts.layers;
  const keyTurn = largestPower(keyLength);
  return {
    cells,
    keys: graph.input([batch], INDEX),
    // Values that lie column by column are put there one by one.
    values: graph.input([flashAttention ? batch : batch * widest], INDEX),
    // Flash attention takes its mask in half precision.
    mask: graph.input([cells, batch / streams, 1, streams], flashAttention ? 2 : 4),
    turnsKeys: turn(graph, facts, keyValueType, keyLength, keyTurn),
    turnsValues: turn(graph, facts, settings.valueType ?? keyValueType, valueLength, SMALLEST_TURN),
  };
}

/** Bytes of an index into a cache. */
const INDEX = 8;

/** A Hadamard matrix; llama.cpp has none for heads that 64 does not divide, nor for compressed keys. */
function turn(
  graph: ComputationGraph,
  { latent }: DecoderFacts,
  type: KeyValueType,
  length: number,
  width: number,
): Tensor | null {
  const turns = isQuantised(type) && length > 0 && length % SMALLEST_TURN === 0 && !latent;
  return turns ? graph.input([width, width]) : null;
}

const SMALLEST_TURN = 64;

/** The largest power of two that divides a head. */
function largestPower(length: number): number {
  let width = SMALLEST_TURN;
  while (length > 0 && length % (2 * width) === 0) width *= 2;
  return width;
}
