import type { Batch } from './batch-inputs.ts';
import type { Experts } from './decoder-facts.ts';
import type { Tensor } from './graph.ts';

/** A layer's feed-forward part of one width (`build_ffn`). */
export function feedForward({ graph, facts }: Batch, input: Tensor, width: number): Tensor {
  const [hidden = 0, tokens = 0] = input.dims;
  const wide = [width, tokens];
  const inner = (): Tensor => {
    if (facts.traits.gate === 'fused')
      return graph.compute(wide, [graph.compute([2 * width, tokens], [input])]);
    const up = graph.compute(wide, [input]);
    if (facts.traits.gate === 'none') return graph.inPlace([up]);
    return graph.compute(wide, [graph.compute(wide, [input]), up]);
  };
  return graph.compute([hidden, tokens], [inner()]);
}

/** A feed-forward part that asks some of its experts, and adds up what they say (`build_moe_ffn`). */
export function mixture(batch: Batch, input: Tensor, experts: Experts): Tensor {
  const { graph } = batch;
  const { count, used, sharedFeedForward } = experts;
  const [hidden = 0, tokens = 0] = input.dims;
  const chances = graph.inPlace([graph.compute([count, tokens], [input])]);
  const chosen = graph.slice(graph.compute([count, tokens], [chances]), [used, tokens]);
  const shares = weights(batch, chances, chosen, experts, tokens);
  graph.expand(shares);
  const each = graph.reshape(input, [hidden, 1, tokens]);
  const wide = [experts.feedForward, used, tokens];
  const up = graph.compute(wide, [each, chosen]);
  const inner = graph.compute(wide, [graph.compute(wide, [each, chosen]), up]);
  const said = graph.inPlace([graph.compute([hidden, used, tokens], [inner, chosen]), shares]);
  graph.expand(said);
  const parts = Array.from({ length: used }, () => graph.slice(said, [hidden, tokens]));
  for (const part of parts) graph.expand(part);
  const [first, ...others] = parts as [Tensor, ...Tensor[]];
  let sum = used === 1 ? graph.compute([hidden, tokens], [first]) : first;
  for (const other of others) {
    sum = graph.inPlace([sum, other]);
    graph.expand(sum);
  }
  return sharedFeedForward > 0 ? graph.inPlace([sum, feedForward(batch, input, sharedFeedForward)]) : sum;
}

/** What each chosen expert's word counts, adding up to one where the architecture has it so. */
function weights(
  { graph }: Batch,
  chances: Tensor,
  chosen: Tensor,
  { count, used, normalises }: Experts,
  tokens: number,
): Tensor {
  const taken = graph.compute([1, used, tokens], [graph.reshape(chances, [1, count, tokens]), chosen]);
  if (!normalises) return taken;
  const flat = graph.reshape(taken, [used, tokens]);
  const sum = graph.inPlace([graph.compute([1, tokens], [flat])]);
  return graph.reshape(graph.inPlace([flat, sum]), [1, used, tokens]);
}
