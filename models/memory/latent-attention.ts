import { attend } from './attention.ts';
import type { Batch } from './batch-inputs.ts';
import type { LatentAttention, LayerFacts } from './decoder-facts.ts';
import type { Tensor } from './graph.ts';

/** Attention of DeepSeek's kind: one compressed key for all heads, which holds the value too (src/models/deepseek2.cpp). */
export function latentAttention(
  batch: Batch,
  layer: LayerFacts,
  latent: LatentAttention,
  input: Tensor,
): Tensor {
  const { graph, facts, tokens, positions } = batch;
  const { rank, rotated, keyLength } = latent;
  const { heads } = facts;
  const all = graph.reshape(graph.compute([keyLength * heads, tokens], [input]), [keyLength, heads, tokens]);
  const compressed = graph.compute([rank + rotated, tokens], [input]);
  const keyPart = graph.inPlace([graph.slice(compressed, [rotated, 1, tokens]), positions]);
  const normed = graph.inPlace([graph.inPlace([graph.slice(compressed, [rank, tokens])])]);
  const queryPart = graph.inPlace([graph.slice(all, [rotated, heads, tokens]), positions]);
  const absorbed = graph.compute(
    [rank, tokens, heads],
    [
      graph.slice(graph.slice(all, [keyLength - rotated, heads, tokens]), [
        keyLength - rotated,
        tokens,
        heads,
      ]),
    ],
  );
  const queries = graph.compute(
    [rank + rotated, heads, tokens],
    [graph.slice(absorbed, [rank, heads, tokens]), queryPart],
  );
  const values = graph.reshape(normed, [rank, 1, tokens]);
  const keys = graph.compute([rank + rotated, 1, tokens], [values, keyPart]);
  const result = attend(batch, layer, { queries, keys, values }, latent.valueLength);
  return graph.compute([facts.hidden, tokens], [result]);
}
