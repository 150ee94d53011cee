import type { ConversionCheck } from '../conversion.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import { elementCount } from '../gguf/tensor-types.ts';
import { compareWeights, type WeightError } from './package/compare-weights.ts';
import { type OpenPackage, openPackage } from './package/read-package.ts';
import type { PackagePlan } from './package/write-package.ts';

export interface PackageChecks {
  readonly checks: readonly ConversionCheck[];
  /** By the name of the source's tensor; those that became tables have none. */
  readonly errors: ReadonlyMap<string, WeightError>;
}

/** Above it a block of weights is not the source's any more, whatever the packing: eight bits a block stay well below. */
const LARGEST_RELATIVE_ERROR = 0.02;
/** Of models with more weights a sample is compared: a billion of them take minutes. */
const COMPARED_WHOLE = 200_000_000;

/** Reads a written package back by its own account and holds it against the source. */
export async function checkPackage(
  gguf: OpenGguf,
  plan: PackagePlan,
  folder: string,
): Promise<PackageChecks> {
  const opened = await openPackage(folder);
  try {
    const errors = new Map<string, WeightError>();
    const [decode] = opened.model.functions;
    const weights = gguf.tensors.reduce((sum, { dims }) => sum + elementCount(dims), 0);
    const extent = { isWhole: weights <= COMPARED_WHOLE };
    if (decode && opened.problems.length === 0) {
      for (const tensor of plan.tensors) {
        if (tensor.form === 'rope factors') continue;
        errors.set(
          tensor.source.name,
          await compareWeights(gguf, opened, decode, tensor, plan.shape, extent),
        );
      }
    }
    return { checks: [structureCheck(opened), weightCheck(errors)], errors };
  } finally {
    await opened.weights.close();
  }
}

function structureCheck({ model, problems }: OpenPackage): ConversionCheck {
  const operations = model.functions.reduce((sum, each) => sum + each.operations.length, 0);
  const [first] = problems;
  return {
    name: 'structure',
    outcome: first ? 'failed' : 'passed',
    detail: first
      ? `${problems.length} problems; the first: ${first.where}: ${first.what}`
      : `${model.functions.length} functions, ${operations} operations, types inferred again, every blob found`,
  };
}

function weightCheck(errors: ReadonlyMap<string, WeightError>): ConversionCheck {
  const all = [...errors.entries()];
  const compared = all.reduce((sum, [, { comparedWeights }]) => sum + comparedWeights, 0);
  // An error that is not a number counts as the worst, whatever comes after it.
  const [name, worst] = all.reduce<[string, number]>(
    (most, [tensor, { largestBlockError }]) =>
      Number.isNaN(most[1]) || largestBlockError <= most[1] ? most : [tensor, largestBlockError],
    ['none', 0],
  );
  const passed = all.length > 0 && worst <= LARGEST_RELATIVE_ERROR;
  return {
    name: 'weights read back',
    outcome: passed ? 'passed' : 'failed',
    detail: `${compared} weights of ${all.length} tensors compared; largest relative error of a block ${worst.toPrecision(3)} (${name})`,
  };
}
