import type { Batch } from './batch-inputs.ts';
import type { LayerFacts } from './decoder-facts.ts';
import type { Tensor } from './graph.ts';

/** LFM2's layer without attention: a gated convolution over the last few tokens (src/models/lfm2.cpp). */
export function shortConvolution(batch: Batch, layer: LayerFacts, input: Tensor): Tensor {
  const { graph, facts, tokens } = batch;
  const { hidden } = facts;
  const kept = (layer.state?.convolution ?? 0) / hidden;
  const gates = graph.compute([3 * hidden, tokens], [graph.reshape(input, [hidden, tokens, 1])]);
  const [before, after, value] = [0, 1, 2].map(() => graph.slice(gates, [hidden, tokens])) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const gated = graph.slice(graph.inPlace([before, value]), [tokens, hidden]);
  const state = graph.compute([kept * hidden, 1], []);
  graph.expand(state);
  const joined = graph.compute([kept + tokens, hidden], [graph.reshape(state, [kept, hidden, 1]), gated]);
  graph.store([graph.slice(joined, [kept, hidden])]);
  const convolved = graph.compute([hidden, tokens], [joined]);
  return graph.reshape(graph.compute([hidden, tokens, 1], [graph.inPlace([after, convolved])]), [
    hidden,
    tokens,
  ]);
}
