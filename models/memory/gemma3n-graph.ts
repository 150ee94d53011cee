import { attend, projections } from './attention.ts';
import { type Batch, batchOf } from './batch-inputs.ts';
import type { MemorySettings } from './cache-bytes.ts';
import type { DecoderFacts, LayerFacts } from './decoder-facts.ts';
import { embedded, norm } from './decoder-graph.ts';
import { ComputationGraph, type Tensor } from './graph.ts';

/** Hidden states that Gemma 3n carries side by side ("altups"), numbers that each layer gets of a token, and the rank of its bypass. */
const STATES = 4;
const LAYER_INPUT = 256;
const BYPASS = 64;
/** Layers whose gate keeps only its strongest values. */
const SPARSE_LAYERS = 10;

/** The computation of Gemma 3n (src/models/gemma3n.cpp), which no other architecture resembles. */
export function gemma3nGraph(facts: DecoderFacts, settings: MemorySettings): ComputationGraph {
  const graph = new ComputationGraph();
  const batch = batchOf(graph, facts, settings);
  const { hidden, vocabulary } = facts;
  const embedding = graph.inPlace([embedded(batch)]);
  const perLayer = layerInputs(batch, embedding);
  let states = allStates(batch, embedding);
  facts.layers.forEach((layer, index) => {
    states = stackedLayer(batch, layer, index < SPARSE_LAYERS, states, perLayer);
  });
  const chosen = graph.compute([hidden, ...batch.outputs.dims], [oneState(batch, states), batch.outputs]);
  const normed = norm(batch, chosen);
  const logits = graph.compute([vocabulary, ...batch.outputs.dims], [normed]);
  const capped = graph.inPlace([graph.inPlace([graph.inPlace([logits])])]);
  graph.outputs.add(normed).add(capped);
  graph.expand(capped);
  return graph;
}

function layerInputs({ graph, facts, tokens }: Batch, embedding: Tensor): Tensor {
  const dims = [LAYER_INPUT, facts.layers.length, tokens];
  const flat = [LAYER_INPUT * facts.layers.length, tokens];
  const looked = graph.inPlace([graph.reshape(graph.compute(flat, [graph.input([tokens])]), dims)]);
  graph.expand(looked);
  const projected = graph.inPlace([graph.compute(flat, [embedding])]);
  const normed = graph.inPlace([graph.inPlace([graph.reshape(projected, dims)])]);
  const sum = graph.inPlace([graph.inPlace([normed, looked])]);
  return graph.compute([LAYER_INPUT, tokens, facts.layers.length], [graph.slice(sum, dims)]);
}

/** Length of each token's state. */
function magnitude({ graph, tokens }: Batch, state: Tensor, states: number): Tensor {
  return graph.inPlace([graph.compute([1, tokens, states], [graph.inPlace([state])])]);
}

/** States of the same length as the one given. */
function projectedStates(batch: Batch, source: Tensor, target: Tensor): Tensor {
  const { graph, facts, tokens } = batch;
  const projected = graph.compute([facts.hidden, tokens, STATES - 1], [source]);
  const scaled = graph.inPlace([projected, target]);
  return graph.inPlace([scaled, magnitude(batch, projected, STATES - 1)]);
}

function allStates(batch: Batch, embedding: Tensor): Tensor {
  const { graph, facts, tokens } = batch;
  const target = magnitude(batch, embedding, 1);
  const repeated = graph.compute([facts.hidden, tokens, STATES - 1], [embedding]);
  const others = projectedStates(batch, repeated, target);
  return graph.compute([facts.hidden, tokens, STATES], [embedding, others]);
}

function oneState(batch: Batch, states: Tensor): Tensor {
  const { graph, facts, tokens } = batch;
  const dims = [facts.hidden, tokens];
  const target = magnitude(batch, graph.slice(states, dims), 1);
  const others = projectedStates(batch, graph.slice(states, [facts.hidden, tokens, STATES - 1]), target);
  let sum: Tensor = graph.slice(states, dims);
  for (let i = 1; i < STATES; i++) sum = graph.inPlace([sum, graph.slice(others, dims)]);
  return graph.inPlace([sum]);
}

function stackedLayer(
  batch: Batch,
  layer: LayerFacts,
  isSparse: boolean,
  states: Tensor,
  perLayer: Tensor,
): Tensor {
  const { graph, facts, tokens } = batch;
  const dims = [facts.hidden, tokens];
  const predictions = predicted(batch, states);
  const active = graph.slice(predictions, dims);
  const normed = norm(batch, active);
  const bypass = graph.inPlace([
    norm(batch, graph.compute(dims, [graph.compute([BYPASS, tokens], [normed])])),
    normed,
  ]);
  const found = attend(batch, layer, normedProjections(batch, layer, normed), layer.valueLength);
  const attended = graph.inPlace([norm(batch, graph.compute(dims, [found])), active]);
  const residual = graph.inPlace([graph.inPlace([attended, bypass])]);
  const widened = norm(batch, gatedFeedForward(batch, norm(batch, residual), layer.feedForward, isSparse));
  const corrected = correctedStates(batch, predictions, graph.inPlace([widened, residual]));
  return withLayerInput(batch, corrected, perLayer);
}

function normedProjections(batch: Batch, layer: LayerFacts, input: Tensor) {
  const given = projections(batch, layer, input);
  return { ...given, values: given.values && batch.graph.inPlace([given.values]) };
}

function gatedFeedForward({ graph, facts, tokens }: Batch, input: Tensor, width: number, isSparse: boolean) {
  const up = graph.compute([width, tokens], [input]);
  const gate = graph.compute([width, tokens], [input]);
  const inner = graph.inPlace([up, graph.inPlace([isSparse ? strongest(graph, gate, tokens) : gate])]);
  return graph.compute([facts.hidden, tokens], [inner]);
}

function strongest(graph: ComputationGraph, gate: Tensor, tokens: number): Tensor {
  const mean = graph.compute([1, tokens], [gate]);
  const squares = graph.inPlace([graph.inPlace([gate, mean])]);
  const deviation = graph.inPlace([graph.inPlace([graph.compute([1, tokens], [squares])])]);
  const cutoff = graph.inPlace([mean, graph.inPlace([deviation])]);
  return graph.inPlace([graph.inPlace([gate, cutoff])]);
}

/** What decides how the states mix, by the active one. */
function modalities(batch: Batch, state: Tensor): Tensor {
  const { graph, tokens } = batch;
  return graph.inPlace([graph.compute([STATES, tokens], [graph.inPlace([norm(batch, state)])])]);
}

function predicted(batch: Batch, states: Tensor): Tensor {
  const { graph, facts, tokens } = batch;
  const mixing = modalities(batch, graph.slice(states, [facts.hidden, tokens]));
  const coefficients = graph.reshape(graph.compute([STATES * STATES, tokens], [mixing]), [
    STATES,
    STATES,
    tokens,
  ]);
  const turned = graph.compute([STATES, facts.hidden, tokens], [graph.slice(states, states.dims)]);
  const mixed = graph.compute([facts.hidden, STATES, tokens], [turned, coefficients]);
  return graph.inPlace([graph.compute(states.dims, [graph.slice(mixed, states.dims)]), states]);
}

function correctedStates(batch: Batch, predictions: Tensor, activated: Tensor): Tensor {
  const { graph, facts, tokens } = batch;
  const mixing = modalities(batch, activated);
  const innovation = graph.inPlace([activated, graph.slice(predictions, [facts.hidden, tokens])]);
  const repeated = graph.compute(predictions.dims, [innovation]);
  const coefficients = graph.inPlace([graph.compute([STATES, tokens], [mixing])]);
  const column = graph.compute([1, tokens, STATES], [graph.slice(coefficients, [tokens, STATES])]);
  return graph.inPlace([graph.inPlace([repeated, column]), predictions]);
}

function withLayerInput(batch: Batch, corrected: Tensor, perLayer: Tensor): Tensor {
  const { graph, facts, tokens } = batch;
  const dims = [facts.hidden, tokens];
  const scaled = graph.inPlace([graph.slice(corrected, dims)]);
  const gated = graph.inPlace([graph.compute([LAYER_INPUT, tokens], [scaled])]);
  const own = graph.inPlace([gated, graph.slice(perLayer, [LAYER_INPUT, tokens])]);
  const first = norm(batch, graph.compute(dims, [own]));
  const others = graph.inPlace([graph.slice(corrected, [facts.hidden, tokens, STATES - 1]), first]);
  return graph.compute(corrected.dims, [graph.slice(corrected, dims), others]);
}
