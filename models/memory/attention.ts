import type { Batch, CacheInputs } from './batch-inputs.ts';
import type { LayerFacts } from './decoder-facts.ts';
import type { Tensor } from './graph.ts';

/** Queries, keys and values of a batch; a layer that reads another's cache has only queries. */
export interface Projections {
  readonly queries: Tensor;
  readonly keys: Tensor | null;
  readonly values: Tensor | null;
}

/** Attention of one layer over its cache, and the projection of its result (`build_attn` and `build_attn_mha`). */
export function attention(batch: Batch, layer: LayerFacts, input: Tensor): Tensor {
  const { graph, facts, tokens } = batch;
  const projected = attend(batch, layer, projections(batch, layer, input), layer.valueLength);
  return graph.compute([facts.hidden, tokens], [projected]);
}

export function projections(batch: Batch, layer: LayerFacts, input: Tensor): Projections {
  const { graph, facts, tokens, positions } = batch;
  const { keyValueHeads, keyLength, valueLength } = layer;
  const rotated = (source: Tensor): Tensor => (layer.rotates ? graph.inPlace([source, positions]) : source);
  const queryDims = [keyLength, facts.heads, tokens];
  const keyDims = [keyLength, keyValueHeads, tokens];
  const valueDims = [valueLength, keyValueHeads, tokens];
  if (facts.traits.isFused) {
    const width = keyLength * (facts.heads + keyValueHeads) + valueLength * keyValueHeads;
    const all = graph.compute([width, tokens], [input]);
    return {
      queries: rotated(graph.slice(all, queryDims)),
      keys: rotated(graph.slice(all, keyDims)),
      values: graph.slice(all, valueDims),
    };
  }
  const projected = (dims: readonly number[]): Tensor => {
    const [length = 0, heads = 0] = dims;
    return graph.reshape(graph.compute([length * heads, tokens], [input]), dims);
  };
  const queries = rotated(projected(queryDims));
  if (layer.cache === 'shared') return { queries, keys: null, values: null };
  return { queries, keys: rotated(projected(keyDims)), values: projected(valueDims) };
}

/** Stores keys and values, and looks them up; `width` numbers a head come out. */
export function attend(batch: Batch, layer: LayerFacts, given: Projections, width: number): Tensor {
  const { graph, facts, flashAttention, tokens } = batch;
  const cache = layer.window === null ? batch.whole : batch.windowed;
  const queries = turned(batch, given.queries, cache.turnsKeys);
  const keys = given.keys && turned(batch, given.keys, cache.turnsKeys);
  const values = given.values && turned(batch, given.values, cache.turnsValues);
  graph.expand(queries);
  if (values) graph.expand(values);
  if (keys) graph.expand(keys);
  if (keys) graph.store([graph.slice(keys, [keys.bytes]), cache.keys]);
  if (values && !facts.latent) storeValues(batch, values, cache);
  const seen = graph.slice(graph.slice(queries, queries.dims), queries.dims);
  const found = flashAttention ? flash(batch, seen, cache, width) : scored(batch, seen, cache, width);
  const result = graph.reshape(found, [width * facts.heads, tokens]);
  graph.expand(result);
  return turned(batch, result, cache.turnsValues);
}

function turned({ graph }: Batch, source: Tensor, by: Tensor | null): Tensor {
  if (!by) return source;
  const [width = 1] = by.dims;
  const dims = [width, source.dims.reduce((all, dim) => all * dim, 1) / width];
  const flat = source.isStrided ? graph.compute(dims, [source]) : graph.reshape(source, dims);
  return graph.reshape(graph.compute(dims, [by, flat]), source.dims);
}

function storeValues({ graph, flashAttention, tokens }: Batch, values: Tensor, cache: CacheInputs): void {
  const [length = 0, heads = 0] = values.dims;
  const rows = [length * heads, tokens];
  // Without flash attention values are stored column by column, from a copy without gaps.
  const given = values.isStrided && !flashAttention ? graph.compute(rows, [values]) : values;
  graph.store([graph.slice(given, rows), cache.values]);
}

function flash({ graph, facts, tokens }: Batch, queries: Tensor, cache: CacheInputs, width: number): Tensor {
  const { latent, heads } = facts;
  const found = graph.compute([latent ? latent.rank : width, heads, tokens], [queries, cache.mask]);
  if (!latent) return found;
  const opened = graph.compute([width, tokens, heads], [graph.slice(found, found.dims)]);
  return graph.compute([width, heads, tokens], [graph.slice(opened, opened.dims)]);
}

function scored(batch: Batch, queries: Tensor, cache: CacheInputs, width: number): Tensor {
  const { graph, facts, tokens, streams } = batch;
  const { latent, heads } = facts;
  const scores = graph.compute([cache.cells, tokens / streams, heads, streams], [queries]);
  const capped = facts.capsScores ? graph.inPlace([graph.inPlace([graph.inPlace([scores])])]) : scores;
  const shares = graph.inPlace([capped, cache.mask]);
  // A compressed key that stands for the values lies row by row and is turned first.
  const turned = latent ? [graph.compute([cache.cells, latent.rank], [], HALF)] : [];
  const found = graph.compute([latent ? latent.rank : width, tokens, heads], [...turned, shares]);
  const opened = latent ? graph.compute([width, tokens, heads], [found]) : found;
  return graph.compute([width * heads, tokens], [graph.slice(opened, opened.dims)]);
}

const HALF = 2;
