import { isComparedWhole, type WeightError, weightCheck } from '../compared-weights.ts';
import type { ConversionCheck } from '../conversion.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import { compareWeights } from './package/compare-weights.ts';
import { type OpenPackage, openPackage } from './package/read-package.ts';
import type { PackagePlan } from './package/write-package.ts';

export interface PackageChecks {
  readonly checks: readonly ConversionCheck[];
  /** By the name of the source's tensor; those that became tables have none. */
  readonly errors: ReadonlyMap<string, WeightError>;
}

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
    const isWhole = isComparedWhole(gguf);
    if (decode && opened.problems.length === 0) {
      for (const tensor of plan.tensors) {
        if (tensor.form === 'rope factors') continue;
        errors.set(
          tensor.source.name,
          await compareWeights(gguf, opened, decode, tensor, plan.shape, isWhole),
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
