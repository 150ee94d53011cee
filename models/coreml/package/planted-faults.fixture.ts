import type { CoreMlModel, MilFunction, Operation } from '../mil/program.ts';

/** A model with the first operation of `kind` in its first function changed. @throws Error when there is none */
export function withChange(
  model: CoreMlModel,
  kind: string,
  change: (operation: Operation) => Operation,
): CoreMlModel {
  return withFunction(model, (first) => {
    const at = first.operations.findIndex((operation) => operation.kind === kind);
    if (at < 0) throw new Error(`no ${kind} to plant a fault in`);
    const operations = first.operations.map((operation, i) => (i === at ? change(operation) : operation));
    return { ...first, operations };
  });
}

export function withFunction(model: CoreMlModel, change: (first: MilFunction) => MilFunction): CoreMlModel {
  const [first, ...rest] = model.functions;
  if (!first) throw new Error('no function to plant a fault in');
  return { ...model, functions: [change(first), ...rest] };
}

const rebind = (operation: Operation, parameter: string, name: string): Operation => ({
  ...operation,
  inputs: { ...operation.inputs, [parameter]: [{ name }] },
});

function grown(operation: Operation): Operation {
  const outputs = operation.outputs.map(({ name, type }) => ({
    name,
    type: { ...type, shape: type.shape.map((size, i) => (i === type.shape.length - 1 ? size + 1 : size)) },
  }));
  return { ...operation, outputs };
}

function moved(operation: Operation): Operation {
  const binding = operation.inputs['data']?.[0];
  if (!binding || !('value' in binding) || !('blob' in binding.value.content)) throw new Error('no blob');
  const { type, content } = binding.value;
  const value = { type, content: { blob: { ...content.blob, offset: content.blob.offset + 64 } } };
  return { ...operation, inputs: { ...operation.inputs, data: [{ value }] } };
}

function without(operation: Operation, parameter: string): Operation {
  const { [parameter]: _, ...inputs } = operation.inputs;
  return { ...operation, inputs };
}

/** A fault by its name: how it is planted, and what a reader is to say about it. */
export const plantedFaults: readonly {
  readonly name: string;
  readonly plant: (model: CoreMlModel) => CoreMlModel;
  readonly says: RegExp;
  /** Apple's Python loader fills in defaults; its compiler may not. */
  readonly appleAccepts?: true;
}[] = [
  {
    name: 'an unknown operation',
    plant: (model) => withChange(model, 'silu', (operation) => ({ ...operation, kind: 'siluu' })),
    says: /operation siluu is not known/,
  },
  {
    name: 'a wrong declared shape',
    plant: (model) => withChange(model, 'linear', grown),
    says: /declares fp16\[1, 1, 513\]; it gives fp16\[1, 1, 512\]/,
  },
  {
    name: 'a wrong place in the weight file',
    plant: (model) => withChange(model, 'constexpr_blockwise_shift_scale', moved),
    says: /no blob stands at/,
  },
  {
    name: 'an undefined input',
    plant: (model) => withChange(model, 'linear', (operation) => rebind(operation, 'x', 'nowhere')),
    says: /x is nowhere, which is not defined/,
  },
  {
    name: 'a mask of whole numbers',
    plant: (model) =>
      withChange(model, 'scaled_dot_product_attention', (operation) =>
        rebind(operation, 'attn_mask', 'position'),
      ),
    says: /attn_mask is int32/,
  },
  {
    name: 'a parameter left to its default',
    plant: (model) => withChange(model, 'gather', (operation) => without(operation, 'axis')),
    says: /gather lacks axis/,
    appleAccepts: true,
  },
];
