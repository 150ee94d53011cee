import { bandsOf, ComparedWeights, rootMeanSquare, type WeightError } from '../../compared-weights.ts';
import type { DecoderShape } from '../../decoder-shape.ts';
import type { OpenGguf } from '../../gguf/open-gguf.ts';
import type { PlannedTensor } from '../graph/tensor-plan.ts';
import type { MilFunction } from '../mil/program.ts';
import type { OpenPackage } from './read-package.ts';
import { findWeight, readRows } from './read-weight.ts';
import { rowOrder } from './store-tensor.ts';

/** Reads weights back from the written package and compares them with the source's, dequantised on its own. */
export async function compareWeights(
  gguf: OpenGguf,
  opened: OpenPackage,
  milFunction: MilFunction,
  plan: PlannedTensor,
  shape: DecoderShape,
  isWhole: boolean,
): Promise<WeightError> {
  const operation = findWeight(milFunction, plan.name);
  if (!operation) throw new Error(`the program has no weight ${plan.name}`);
  const place = rowOrder(plan, shape);
  const weights = new ComparedWeights();
  // Sorted heads stay whole, so that their rows are found in the same run.
  const unit = plan.sortsHeads ? shape.headSize : 1;
  for (const { firstRow, rows } of bandsOf(plan.source, { isWhole, unit })) {
    const wanted = await gguf.readFloats(plan.source, firstRow, rows);
    const found = await readRows(opened, operation, firstRow, rows);
    const columns = wanted.length / rows;
    const usual = rootMeanSquare(wanted);
    for (let row = 0; row < rows; row++) {
      const from = (place(firstRow + row) - firstRow) * columns;
      weights.addRow(
        wanted.subarray(row * columns, (row + 1) * columns),
        found.subarray(from, from + columns),
        usual,
      );
    }
  }
  return weights.total();
}
