import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { visibleText } from '../visible-text.ts';
import { whatBytesAre } from '../what-bytes-are.ts';
import { whatFolderIs } from '../what-folder-is.ts';
import { ggufInspector } from './inspect-gguf.ts';
import { packageInspector } from './inspect-mlpackage.ts';
import { onnxInspector } from './inspect-onnx.ts';
import type { Inspector } from './inspector.ts';

/** One line a kind of model. */
const inspectors: readonly Inspector[] = [ggufInspector, packageInspector, onnxInspector];

/**
 * Who knows a file, or a folder, whose `start` is null.
 * @throws HeatsoakError `MODEL_UNKNOWN` when no inspector knows it, with what it is
 */
export async function inspectorFor(path: string, start: Buffer | null): Promise<Inspector> {
  const found = inspectors.find((each) => each.recognises(path, start));
  if (found) return found;
  const { what, hint } = start === null ? await folderKind(path) : whatFileIs(start);
  throw new HeatsoakError('MODEL_UNKNOWN', `${path} is no model that is known here: it ${what}`, {
    where: path,
    hint,
  });
}

async function folderKind(path: string): Promise<{ what: string; hint: string }> {
  const { what, hint } = await whatFolderIs(path);
  return { what: `is ${what}`, hint };
}

const KNOWN = `known kinds: ${inspectors.map(({ kind }) => kind).join(', ')}`;

function whatFileIs(start: Buffer): { what: string; hint: string } {
  const what = whatBytesAre(start);
  return {
    what: what === null ? `begins with "${visibleText(start.toString('latin1', 0, 8))}"` : `is ${what}`,
    hint: KNOWN,
  };
}
