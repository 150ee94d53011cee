import { bytesOf, elementsOf, type TensorType, typeText } from './mil/data-type.ts';
import { constantsOf } from './mil/lint.ts';
import type { MilFunction } from './mil/program.ts';
import { openPackage } from './package/read-package.ts';
import type { PackageInspection } from './package-inspection.ts';

/** @throws HeatsoakError `PACKAGE_INVALID` when it cannot be read at all */
export async function inspectPackage(folder: string): Promise<PackageInspection> {
  const { model, weights, modelBytes, problems } = await openPackage(folder);
  const weightFileBytes = weights.sizeBytes;
  await weights.close();
  const stored = storedConstants(model.functions);
  return {
    kind: 'mlpackage',
    summary: model.summary,
    specificationVersion: model.specificationVersion,
    defaultFunction: model.defaultFunction,
    functions: model.functions.map(functionOf),
    operations: kindsOf(model.functions),
    parameters: stored.reduce(
      (sum, { type, part }) => sum + (part === 'values' ? elementsOf(type.shape) : 0),
      0,
    ),
    weightBytes: sumBy(stored, ({ type }) => [type.dataType, bytesOf(type)]),
    stateBytes: (model.functions[0]?.inputs ?? []).reduce(
      (sum, { type, isState }) => sum + (isState ? bytesOf(type) : 0),
      0,
    ),
    modelBytes,
    weightFileBytes,
    facts: { ...model.facts },
    problems: [...problems],
  };
}

function functionOf({
  name,
  inputs,
  outputs,
  operations,
}: MilFunction): PackageInspection['functions'][number] {
  const types = new Map(
    operations.flatMap((each) => each.outputs.map((output) => [output.name, output.type])),
  );
  const text = (feature: string, type: TensorType | undefined): string =>
    type ? `${feature} ${typeText(type)}` : feature;
  return {
    name,
    operations: operations.length,
    inputs: inputs.filter(({ isState }) => !isState).map((input) => text(input.name, input.type)),
    outputs: outputs.map((output) => text(output, types.get(output))),
    states: inputs.filter(({ isState }) => isState).length,
  };
}

interface Stored {
  readonly type: TensorType;
  /** Scales and offsets are no parameters of the model. */
  readonly part: 'values' | 'scales';
}

/** Constants in the weight file, each place once however many functions use it. */
function storedConstants(functions: readonly MilFunction[]): Stored[] {
  const found = new Map<number, Stored>();
  for (const { parameter, value } of functions.flatMap(constantsOf)) {
    if (!('blob' in value.content)) continue;
    const isScale = parameter === 'scale' || parameter === 'offset';
    found.set(value.content.blob.offset, { type: value.type, part: isScale ? 'scales' : 'values' });
  }
  return [...found.values()];
}

function kindsOf(functions: readonly MilFunction[]): Record<string, number> {
  const counts = sumBy(
    functions.flatMap(({ operations }) => operations),
    ({ kind }) => [kind, 1],
  );
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}

function sumBy<T>(items: readonly T[], entry: (item: T) => [string, number]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const item of items) {
    const [key, value] = entry(item);
    sums[key] = (sums[key] ?? 0) + value;
  }
  return sums;
}
