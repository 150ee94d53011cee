import { HeatsoakError, messageOf } from '../../../harness/errors/heatsoak-error.ts';
import { readUserFile } from '../../../harness/files/read-user-file.ts';
import { manifestProblems, modelPath, packagePart } from '../package/package-files.ts';
import type { PackageInspection } from '../package-inspection.ts';
import { whyUnreadable } from '../why-unreadable.ts';
import { featureText } from './feature-text.ts';
import { constantsOf, foreignWeights } from './foreign-weights.ts';
import { FIRST_KIND, layerKindOf, modelKindOf, networkFields } from './model-kinds.ts';
import { WireMessage } from './wire.ts';

/** Neural networks have their weights in the model itself. */
const LARGEST_MODEL = 1 << 30;
const PROGRAM = 502;

/**
 * What a package or a bare `.mlmodel` says of itself that another tool wrote: any specification, flexible shapes, every kind of model.
 * What it computes is not checked, only that its parts are there.
 * @throws HeatsoakError `PACKAGE_INVALID` when it cannot be read at all
 */
export async function inspectForeign(path: string, isPackage: boolean): Promise<PackageInspection> {
  try {
    const file = isPackage ? modelPath(path) : path;
    if (isPackage) await packagePart(path, file);
    const bytes = await readUserFile(file, LARGEST_MODEL);
    return await inspectionOf(path, isPackage, decoded(bytes)).catch((error: unknown) => {
      throw error instanceof RangeError ? new Error(whyUnreadable(bytes, error)) : error;
    });
  } catch (error) {
    throw new HeatsoakError('PACKAGE_INVALID', `${path} is not a usable Core ML model: ${messageOf(error)}`, {
      where: path,
      hint: 'fetch it again, or convert it again with the tool that made it',
      cause: error,
    });
  }
}

interface Decoded {
  readonly model: WireMessage;
  readonly kind: number;
  readonly modelBytes: number;
}

/** @throws Error that says what the bytes are instead of a model */
function decoded(bytes: Uint8Array): Decoded {
  try {
    const model = new WireMessage(bytes);
    const kind = model.numbers().find((field) => field >= FIRST_KIND);
    if (kind === undefined) throw new Error('it holds no model; it may have been cut');
    return { model, kind, modelBytes: bytes.length };
  } catch (error) {
    throw new Error(whyUnreadable(bytes, error));
  }
}

async function inspectionOf(path: string, isPackage: boolean, read: Decoded): Promise<PackageInspection> {
  const { model, kind, modelBytes } = read;
  const description = model.message(2);
  const metadata = description?.message(100);
  const parts = kind === PROGRAM ? programOf(model) : networkOf(model, kind);
  const weights = await foreignWeights(path, isPackage ? parts.constants : []);
  const manifest = isPackage ? await manifestProblems(path, parts.constants.length > 0) : [];
  return {
    kind: 'mlpackage',
    modelKind: modelKindOf(kind),
    summary: metadata?.text(1) ?? '',
    specificationVersion: model.integer(1) ?? 0,
    defaultFunction: description?.text(21) ?? '',
    functions: parts.functions.map(({ name, operations }) => ({
      name,
      operations,
      ...featuresOf(description, name),
    })),
    operations: Object.fromEntries(Object.entries(parts.kinds).sort(([, a], [, b]) => b - a)),
    parameters: kind === PROGRAM ? parts.constants.reduce((sum, { elements }) => sum + elements, 0) : null,
    weightBytes: { ...weights.bytesByType },
    stateBytes: 0,
    modelBytes,
    weightFileBytes: weights.sizeBytes,
    facts: Object.fromEntries((metadata?.messages(100) ?? []).map((entry) => [entry.text(1), entry.text(2)])),
    problems: [...manifest.map((what) => ({ where: 'manifest', what })), ...weights.problems],
  };
}

/** Inputs (1), outputs (10) and states (13) of the model, or of one of its functions (20: name 1, input 2, output 3, state 6). */
function featuresOf(description: WireMessage | null, name: string) {
  const own = description?.messages(20).find((each) => each.text(1) === name);
  const texts = (field: number, ofFunction: number): string[] =>
    (own ? own.messages(ofFunction) : (description?.messages(field) ?? [])).map(featureText);
  return { inputs: texts(1, 2), outputs: texts(10, 3), states: texts(13, 6).length };
}

interface Parts {
  readonly functions: readonly { readonly name: string; readonly operations: number }[];
  readonly kinds: Record<string, number>;
  readonly constants: readonly { readonly offset: number; readonly elements: number }[];
}

/** Program.functions 2 → Function.block_specializations 3 → Block.operations 3, whose type is 1. */
function programOf(model: WireMessage): Parts {
  const entries = model.message(PROGRAM)?.messages(2) ?? [];
  const functions = entries.map((entry) => {
    const blocks = entry.message(2)?.messages(3) ?? [];
    return {
      name: entry.text(1),
      operations: blocks.flatMap((block) => block.message(2)?.messages(3) ?? []),
    };
  });
  const operations = functions.flatMap((each) => each.operations);
  const constants = new Map(operations.flatMap(constantsOf).map((each) => [each.offset, each]));
  return {
    functions: functions.map((each) => ({ name: each.name, operations: each.operations.length })),
    kinds: countsOf(operations.map((each) => each.text(1))),
    constants: [...constants.values()],
  };
}

function networkOf(model: WireMessage, kind: number): Parts {
  const layers = networkFields.includes(kind) ? (model.message(kind)?.messages(1) ?? []) : [];
  return {
    functions: [{ name: 'main', operations: layers.length }],
    kinds: countsOf(layers.map((layer) => layerKindOf(layer.numbers()))),
    constants: [],
  };
}

function countsOf(kinds: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Whether a package says that it was converted here, so that every part of it can be held against what we write. */
export async function isOwnPackage(folder: string, author: string): Promise<boolean> {
  try {
    const model = new WireMessage(await readUserFile(modelPath(folder), LARGEST_MODEL));
    return model.message(2)?.message(100)?.text(3) === author;
  } catch {
    return true;
  }
}
