import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { visibleText } from '../visible-text.ts';
import { ggufInspector } from './inspect-gguf.ts';
import { packageInspector } from './inspect-mlpackage.ts';
import { onnxInspector } from './inspect-onnx.ts';
import type { Inspector } from './inspector.ts';

/** One line a kind of model. */
const inspectors: readonly Inspector[] = [ggufInspector, packageInspector, onnxInspector];

/** @throws HeatsoakError `MODEL_UNKNOWN` when no inspector knows the file */
export function inspectorFor(path: string, start: Buffer): Inspector {
  const found = inspectors.find((each) => each.recognises(path, start));
  if (found) return found;
  const seen =
    start.length === 0 ? 'it is empty' : `it begins with "${visibleText(start.toString('latin1', 0, 8))}"`;
  throw new HeatsoakError('MODEL_UNKNOWN', `${path} is no model that is known here: ${seen}`, {
    where: path,
    hint: `known kinds: ${inspectors.map(({ kind }) => kind).join(', ')}`,
  });
}
