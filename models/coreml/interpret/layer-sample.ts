import { hiddenName } from '../graph/decoder.ts';
import { features } from '../graph/features.ts';
import type { Binding, MilFunction, Operation } from '../mil/program.ts';

/**
 * The function with some of its layers only, the first among them: what a dropped layer was to give is what the layer before
 * it gave. Weights of dropped layers are not bound, so they are not loaded.
 */
export function withLayers(milFunction: MilFunction, layers: number, kept: readonly number[]): MilFunction {
  const dropped = Array.from({ length: layers }, (_, layer) => layer).filter(
    (layer) => !kept.includes(layer),
  );
  const given = new Map<string, string>();
  for (const layer of dropped) {
    const before = hiddenName(layer - 1);
    given.set(hiddenName(layer), given.get(before) ?? before);
  }
  const gone = new Set(dropped.flatMap((layer) => ownOperations(milFunction.operations, layer)));
  const states = new Set(dropped.flatMap((layer) => [features.keys(layer), features.values(layer)]));
  return {
    ...milFunction,
    inputs: milFunction.inputs.filter(({ name }) => !states.has(name)),
    operations: milFunction.operations
      .filter((operation) => !gone.has(operation))
      .map((operation) => ({ ...operation, inputs: rebound(operation.inputs, given) })),
  };
}

/** All between the results of the layer before and this one's, but for constants that later layers share. */
function ownOperations(operations: readonly Operation[], layer: number): Operation[] {
  const endOf = (each: number): number =>
    operations.findIndex(({ outputs }) => outputs.some(({ name }) => name === hiddenName(each)));
  return operations
    .slice(endOf(layer - 1) + 1, endOf(layer) + 1)
    .filter(({ kind, name }) => kind !== 'const' || name.startsWith(`layer_${layer}_`));
}

function rebound(inputs: Operation['inputs'], given: ReadonlyMap<string, string>): Operation['inputs'] {
  const other = (binding: Binding): Binding =>
    'name' in binding ? { name: given.get(binding.name) ?? binding.name } : binding;
  return Object.fromEntries(
    Object.entries(inputs).map(([parameter, bindings]) => [parameter, bindings.map(other)]),
  );
}
