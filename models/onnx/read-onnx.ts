import { basename } from 'node:path';
import { HeatsoakError, messageOf } from '../../harness/errors/heatsoak-error.ts';
import { readUserFile } from '../../harness/files/read-user-file.ts';
import { visibleText } from '../visible-text.ts';
import { TELLING_BYTES, whatBytesAre } from '../what-bytes-are.ts';
import { onnxInvalid, onnxTruncated } from './onnx-error.ts';
import {
  countGraph,
  decodeModel,
  type ElementType,
  EXTERNAL,
  elementTypes,
  type Initializer,
  type OnnxModel,
} from './onnx-messages.ts';
import { parametersOf } from './parameters.ts';
import { type DataFile, type DataPlace, openDataFolder } from './read-external.ts';

export interface OnnxTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly bytes: number;
  /** In a file beside the graph; null: in the graph itself. */
  readonly place: DataPlace | null;
}

/** An ONNX file whose weights were all found, in it or in the files beside it. */
export interface OnnxFile {
  readonly path: string;
  /** The graph's own file. */
  readonly graphBytes: number;
  readonly dataFiles: readonly DataFile[];
  /** Of all files together. */
  readonly sizeBytes: number;
  readonly producer: string;
  readonly producerVersion: string;
  /** The file's own properties; of a key that occurs twice the last. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Null where the file does not say, as for a version of operators. */
  readonly irVersion: number | null;
  readonly opsets: readonly { readonly domain: string; readonly version: number | null }[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** How many nodes of each operator there are. */
  readonly operators: Readonly<Record<string, number>>;
  readonly tensors: readonly OnnxTensor[];
  /** Bytes that each token adds to the cache of keys and values; null where the graph does not say. */
  readonly cacheBytesPerToken: number | null;
  /** Weights of matrices, embeddings and norms; those packed into bytes are counted one by one. */
  readonly parameters: number;
}

/** Protobuf itself ends at 2 GiB; a graph whose weights lie outside is far smaller. */
const LARGEST_GRAPH = 1 << 30;
const LARGEST_COUNT = 1_000_000;
const LARGEST_RANK = 8;

/**
 * Reads an ONNX graph and checks that it can be loaded: types, sizes, and that data lies whole in files of its own folder.
 * @throws HeatsoakError `MODEL_MISSING`, `ONNX_INVALID`, `ONNX_TRUNCATED` or `ONNX_DATA_OUTSIDE`, naming what is wrong
 */
export async function readOnnx(path: string): Promise<OnnxFile> {
  const { model, graphBytes } = await readModel(path);
  refuseNameless(model, path);
  const folder = await openDataFolder(path);
  refuseDuplicates(model, path);
  const tensors: OnnxTensor[] = [];
  for (const initializer of model.graph.initializer)
    tensors.push(await checkTensor(initializer, folder, path));
  const operators = new Map<string, number>();
  for (const { opType } of model.graph.node) operators.set(opType, (operators.get(opType) ?? 0) + 1);
  const dataFiles = folder.files();
  return {
    path,
    graphBytes,
    dataFiles,
    sizeBytes: dataFiles.reduce((sum, file) => sum + file.sizeBytes, graphBytes),
    producer: model.producerName ?? '',
    producerVersion: model.producerVersion ?? '',
    metadata: Object.fromEntries(
      (model.metadataProps ?? []).map(({ key, value }) => [key ?? '', value ?? '']),
    ),
    irVersion: model.irVersion ?? null,
    opsets: model.opsetImport.map(({ domain, version }) => ({
      domain: domain ?? '',
      version: version ?? null,
    })),
    inputs: model.graph.input.map(({ name }) => name),
    outputs: model.graph.output.map(({ name }) => name),
    operators: Object.fromEntries(operators),
    tensors,
    cacheBytesPerToken: cacheBytesPerToken(model),
    parameters: parametersOf(model.graph, tensors),
  };
}

/** Protobuf requires nothing: a damaged tag leaves a name out, and everything below goes by names. */
function refuseNameless({ graph, opsetImport }: OnnxModel, path: string): void {
  const isText = (value: unknown): boolean => typeof value === 'string';
  const named = [...graph.input, ...graph.output, ...graph.initializer].every(({ name }) => isText(name));
  const typed = graph.node.every(
    ({ opType, input, output }) => isText(opType) && [...input, ...output].every(isText),
  );
  if (!named || !typed || !Array.isArray(opsetImport))
    throw onnxInvalid(path, 'an input, output, tensor or operator has no name');
}

/** Inputs of the cache are [batch, heads, tokens, head size]. */
function cacheBytesPerToken({ graph }: OnnxModel): number | null {
  const caches = graph.input.filter(({ name }) => name.startsWith('past_key_values.'));
  const bytes = caches.map(({ type }) => {
    const { elemType, shape } = type?.tensorType ?? {};
    const [, heads, , size] = shape?.dim ?? [];
    const element = Object.values(elementTypes).find(({ id }) => id === elemType)?.bytes;
    return (heads?.dimValue ?? Number.NaN) * (size?.dimValue ?? Number.NaN) * (element ?? Number.NaN);
  });
  const sum = bytes.reduce((total, each) => total + each, 0);
  return caches.length > 0 && Number.isFinite(sum) ? sum : null;
}

async function readModel(path: string): Promise<{ model: OnnxModel; graphBytes: number }> {
  const bytes = await readUserFile(path, LARGEST_GRAPH).catch((cause: unknown) => {
    if (cause instanceof HeatsoakError && cause.code === 'FILE_TOO_LARGE')
      throw onnxInvalid(path, cause.message);
    const why = cause instanceof HeatsoakError ? cause.message : `${path} cannot be opened`;
    throw new HeatsoakError('MODEL_MISSING', why, { where: path, cause });
  });
  const model = decode(bytes, path);
  if (!model.graph || model.graph.node.length === 0)
    throw onnxInvalid(path, bytes.length === 0 ? 'it is empty' : 'it has no graph with nodes');
  return { model, graphBytes: bytes.length };
}

function decode(bytes: Uint8Array, path: string): OnnxModel {
  try {
    const { nodes, tensors } = countGraph(bytes);
    // Two bytes make a node, and a node hundreds of bytes of memory.
    if (nodes > LARGEST_COUNT || tensors > LARGEST_COUNT)
      throw new Error(`it claims ${nodes} nodes and ${tensors} tensors`);
    return decodeModel(bytes);
  } catch (cause) {
    const what = whatBytesAre(Buffer.from(bytes.subarray(0, TELLING_BYTES)));
    const why = what ?? `not such a message: ${messageOf(cause)}`;
    throw onnxInvalid(path, `${basename(path)} is ${why}`);
  }
}

function refuseDuplicates(model: OnnxModel, path: string): void {
  const names = new Set<string>();
  for (const { name } of model.graph.initializer) {
    if (!name || names.has(name))
      throw onnxInvalid(path, `the tensor name ${visibleText(name ?? '')} is no name of its own`);
    names.add(name);
  }
}

async function checkTensor(
  initializer: Initializer,
  folder: Awaited<ReturnType<typeof openDataFolder>>,
  path: string,
): Promise<OnnxTensor> {
  const { name, dims, dataType } = initializer;
  const what = `tensor ${visibleText(name)}`;
  const type = (Object.keys(elementTypes) as ElementType[]).find(
    (each) => elementTypes[each].id === dataType,
  );
  if (!type) throw onnxInvalid(path, `${what} is of type ${dataType}, which is not known`);
  if (dims.length > LARGEST_RANK || dims.some((dim) => !Number.isSafeInteger(dim) || dim < 0))
    throw onnxInvalid(path, `${what} claims the shape ${dims.slice(0, LARGEST_RANK).join(' x ')}`);
  const bytes = Math.ceil(dims.reduce((product, dim) => product * dim, elementTypes[type].bytes));
  if (!Number.isSafeInteger(bytes)) throw onnxInvalid(path, `${what} claims ${dims.join(' x ')} elements`);
  const tensor = { name, type, dims, bytes };
  if (initializer.dataLocation === EXTERNAL)
    return { ...tensor, place: await folder.find(what, initializer.externalData ?? [], bytes) };
  checkInline(initializer, what, bytes, path);
  return { ...tensor, place: null };
}

/** A tensor in the message: as raw bytes, which are counted, or as a list of its type. One without data is a stub. */
function checkInline(tensor: Initializer, what: string, bytes: number, path: string): void {
  const { rawData, floatData, int32Data, stringData, int64Data, doubleData, uint64Data } = tensor;
  const raw = rawData?.length ?? 0;
  const lists = [floatData, int32Data, stringData, int64Data, doubleData, uint64Data];
  const isListed = raw === 0 && lists.some((list) => list !== undefined && list.length > 0);
  if (raw !== bytes && !isListed)
    throw onnxTruncated(path, `${what} holds ${raw} bytes, its shape needs ${bytes}`);
}
