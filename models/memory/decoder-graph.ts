import { attention } from './attention.ts';
import { type Batch, batchOf } from './batch-inputs.ts';
import type { MemorySettings } from './cache-bytes.ts';
import type { DecoderFacts, LayerFacts } from './decoder-facts.ts';
import { feedForward, mixture } from './feed-forward.ts';
import { ComputationGraph, type Tensor } from './graph.ts';
import { latentAttention } from './latent-attention.ts';
import { shortConvolution } from './short-convolution.ts';

/** The computation that llama.cpp reserves memory for: a full batch, every token of which gives logits. */
export function decoderGraph(facts: DecoderFacts, settings: MemorySettings): ComputationGraph {
  const graph = new ComputationGraph();
  const batch = batchOf(graph, facts, settings);
  let hidden = embedded(batch);
  facts.layers.forEach((layer, index) => {
    hidden = decoderLayer(batch, layer, hidden, index === facts.layers.length - 1);
  });
  if (facts.traits.choosesLate) {
    graph.outputs.add(hidden);
    hidden = chosen(batch, hidden);
  }
  const normed = norm(batch, hidden);
  const logits = graph.compute([facts.vocabulary, ...normed.dims.slice(1)], [normed]);
  graph.outputs.add(normed).add(logits);
  graph.expand(logits);
  return graph;
}

/** Embeddings come from tokens, or from outside: llama.cpp has room for both. */
export function embedded({ graph, facts, tokens }: Batch): Tensor {
  const dims = [facts.hidden, tokens];
  const looked = graph.compute(dims, [graph.input([tokens])]);
  graph.expand(looked);
  graph.expand(graph.input(dims));
  return looked;
}

function decoderLayer(batch: Batch, layer: LayerFacts, input: Tensor, isLast: boolean): Tensor {
  const { traits } = batch.facts;
  const selected = (source: Tensor): Tensor =>
    isLast && !traits.choosesLate ? chosen(batch, source) : source;
  const before = (source: Tensor): Tensor => (traits.normsAfter ? source : norm(batch, source));
  const after = (source: Tensor): Tensor => (traits.normsAfter ? norm(batch, source) : source);
  const normed = before(input);
  const attended = selected(mixTokens(batch, layer, normed));
  if (traits.isParallel)
    return parallelSum(batch, attended, selected(input), widen(batch, layer, selected(normed)));
  const residual = sum(batch, after(attended), selected(input), traits.residualFirst === 'always');
  return sum(batch, after(widen(batch, layer, before(residual))), residual, traits.residualFirst !== 'never');
}

const sum = ({ graph }: Batch, part: Tensor, residual: Tensor, residualFirst: boolean): Tensor =>
  graph.inPlace(residualFirst ? [residual, part] : [part, residual]);

function parallelSum({ graph, facts }: Batch, attended: Tensor, input: Tensor, widened: Tensor): Tensor {
  return facts.traits.isParallel === 'attention last'
    ? graph.inPlace([graph.inPlace([widened, input]), attended])
    : graph.inPlace([graph.inPlace([attended, widened]), input]);
}

function mixTokens(batch: Batch, layer: LayerFacts, input: Tensor): Tensor {
  const { latent } = batch.facts;
  if (latent) return latentAttention(batch, layer, latent, input);
  return layer.cache === 'none' ? shortConvolution(batch, layer, input) : attention(batch, layer, input);
}

const widen = (batch: Batch, layer: LayerFacts, input: Tensor): Tensor =>
  layer.mixes && batch.facts.experts
    ? mixture(batch, input, batch.facts.experts)
    : feedForward(batch, input, layer.feedForward);

/** A norm and its weights; ggml computes root-mean-square ones in place. */
export function norm({ graph, facts }: Batch, input: Tensor): Tensor {
  const normed = facts.traits.hasLayerNorm ? graph.compute(input.dims, [input]) : graph.inPlace([input]);
  return graph.inPlace([normed]);
}

/** The tokens whose logits are wanted: in a full batch all of them, and still a copy. */
const chosen = ({ graph, facts, outputs }: Batch, source: Tensor): Tensor =>
  graph.compute([facts.hidden, ...outputs.dims], [source, outputs]);
