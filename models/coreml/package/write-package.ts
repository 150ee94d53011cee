import { sha256OfFile } from '../../../harness/files/digest.ts';
import type { Provenance } from '../../../harness/protocol/provenance.ts';
import type { OpenGguf } from '../../gguf/open-gguf.ts';
import { provenanceFacts } from '../../provenance.ts';
import { toHalf } from '../../quantise/half.ts';
import type { Rotation } from '../../rotation.ts';
import { BlobWriter } from '../blob/write-blobs.ts';
import { decoderFunction } from '../graph/decoder.ts';
import { DECODE, PREFILL } from '../graph/features.ts';
import { type CachedShape, type RopeNames, ropeNames, ropeTables } from '../graph/rope.ts';
import { biasName, type PlannedTensor } from '../graph/tensor-plan.ts';
import type { CoreMlModel, FunctionDescription, MilFunction } from '../mil/program.ts';
import { SPECIFICATION_VERSION } from '../mil/program.ts';
import { encodeModel } from '../proto/encode-model.ts';
import type { OffsetChoice } from '../repack/packing.ts';
import { makeFolders, modelPath, PACKAGE_AUTHOR, weightsPath, writeModelFiles } from './package-files.ts';
import { storeTensor } from './store-tensor.ts';
import { type StoredWeight, weightsIn, zerosName } from './stored-weights.ts';

/** Where a package says how many places its cache has. */
export const CONTEXT_FACT = 'heatsoak.context_tokens';

/** Everything that decides a package's bytes. */
export interface PackagePlan {
  readonly shape: CachedShape;
  readonly tensors: readonly PlannedTensor[];
  readonly contextTokens: number;
  readonly prefillTokens: number;
  readonly offsets: OffsetChoice;
  readonly sourceSha256: string;
  readonly made: Provenance;
}

export interface WrittenPackage {
  readonly stored: ReadonlyMap<string, StoredWeight>;
  readonly files: readonly { readonly file: string; readonly sizeBytes: number; readonly sha256: string }[];
}

/** Writes the package into `folder`, which does not exist yet. */
export async function writePackage(
  gguf: OpenGguf,
  plan: PackagePlan,
  folder: string,
): Promise<WrittenPackage> {
  await makeFolders(folder);
  const stored = await storeWeights(gguf, plan, folder);
  await writeModelFiles(folder, encodeModel(modelOf(plan, stored)), plan.sourceSha256);
  const files = [modelPath(folder), weightsPath(folder)];
  const digests = await Promise.all(files.map(sha256OfFile));
  return {
    stored,
    files: digests.map((digest, i) => ({ file: (files[i] ?? '').slice(folder.length + 1), ...digest })),
  };
}

async function storeWeights(
  gguf: OpenGguf,
  plan: PackagePlan,
  folder: string,
): Promise<ReadonlyMap<string, StoredWeight>> {
  const stored = new Map<string, StoredWeight>();
  const blobs = await BlobWriter.create(weightsPath(folder));
  try {
    for (const tensor of plan.tensors) {
      if (tensor.form === 'rope factors') continue;
      stored.set(tensor.name, await storeTensor(gguf, tensor, plan.shape, plan.offsets, blobs));
    }
    for (const [name, weight] of await addedWeights(gguf, plan, blobs)) stored.set(name, weight);
    await blobs.finish();
    return stored;
  } finally {
    await blobs.close();
  }
}

/** What the program needs and the file does not hold: rotation tables, and zeros for biases. */
async function addedWeights(
  gguf: OpenGguf,
  { shape, contextTokens, tensors }: PackagePlan,
  blobs: BlobWriter,
): Promise<[string, StoredWeight][]> {
  const factors = shape.factors === null ? null : await gguf.readFloats(gguf.tensor(shape.factors));
  const half = async (
    name: string,
    values: Float32Array,
    sizes: readonly number[],
  ): Promise<[string, StoredWeight]> => {
    const bytes = new Uint8Array(Uint16Array.from(values, toHalf).buffer);
    return [name, { kind: 'plain', slot: await blobs.add({ dataType: 'fp16', shape: sizes }, bytes) }];
  };
  const biased = new Set(tensors.flatMap(({ form, name }) => (form === 'bias' ? [name] : [])));
  const outputs = new Set(
    tensors.flatMap(({ form, name, source }) =>
      form === 'matrix' && !biased.has(biasName(name)) && isMultiplied(name, tensors)
        ? [source.dims[1] ?? 0]
        : [],
    ),
  );
  const added: [string, StoredWeight][] = [];
  const addRotation = async (
    names: RopeNames,
    rotation: Rotation,
    by: Float32Array | null,
  ): Promise<void> => {
    const sizes = [contextTokens, rotation.dimensions];
    const { cosines, sines } = ropeTables(rotation, contextTokens, by);
    added.push(await half(names.cosines, cosines, sizes), await half(names.sines, sines, sizes));
  };
  await addRotation(ropeNames.global, shape.rotation, factors);
  if (shape.localRotation) await addRotation(ropeNames.local, shape.localRotation, null);
  for (const count of outputs) added.push(await half(zerosName(count), new Float32Array(count), [count]));
  return added;
}

/** An embedding beside a head of its own is only looked up. */
const isMultiplied = (name: string, tensors: readonly PlannedTensor[]): boolean =>
  name !== 'embedding' || !tensors.some((each) => each.name === 'head');

function modelOf(plan: PackagePlan, stored: ReadonlyMap<string, StoredWeight>): CoreMlModel {
  const { shape, contextTokens, prefillTokens, made } = plan;
  const weights = weightsIn(stored);
  const functions = [
    decoderFunction(DECODE, shape, { tokens: 1, contextTokens }, weights),
    decoderFunction(PREFILL, shape, { tokens: prefillTokens, contextTokens }, weights),
  ];
  return {
    specificationVersion: SPECIFICATION_VERSION,
    defaultFunction: DECODE,
    descriptions: functions.map(descriptionOf),
    functions,
    author: PACKAGE_AUTHOR,
    summary: `${shape.architecture.name}, ${shape.layers} layers, cache of ${contextTokens} tokens, prefill ${prefillTokens} at a time`,
    facts: {
      'heatsoak.source.sha256': plan.sourceSha256,
      ...provenanceFacts(made),
      [CONTEXT_FACT]: String(contextTokens),
      'heatsoak.prefill_tokens': String(prefillTokens),
    },
  };
}

function descriptionOf({ name, inputs, outputs, operations }: MilFunction): FunctionDescription {
  const results = new Map(operations.flatMap((each) => each.outputs.map((output) => [output.name, output])));
  return {
    name,
    inputs: inputs.filter(({ isState }) => !isState),
    outputs: outputs.flatMap((output) => results.get(output) ?? []),
    states: inputs.filter(({ isState }) => isState),
  };
}
