import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-common';
import { floatsOf } from '../../../../models/onnx/float-bytes.ts';
import { HeatsoakError } from '../../../errors/heatsoak-error.ts';

/** One cache tensor of a layer: the input that takes it, the output that gives it back grown. */
interface CacheSlot {
  readonly past: string;
  readonly present: string;
  readonly shape: readonly [number, number, number, number];
  readonly type: 'float32' | 'float16';
}

/** A decoder of one sequence: ids in, logits out, keys and values carried from step to step. */
export class DecoderSession {
  readonly vocabularySize: number;
  private readonly tensor: TensorConstructor;
  private readonly session: InferenceSession;
  private readonly slots: readonly CacheSlot[];
  private cache: Record<string, Tensor>;
  /** Whose keys and values the cache holds. */
  private ids: number[] = [];

  /** @throws HeatsoakError `MODEL_UNSUPPORTED` when the graph is no decoder with ids, mask and caches */
  constructor(tensor: TensorConstructor, session: InferenceSession, modelPath: string) {
    this.tensor = tensor;
    this.session = session;
    this.slots = cacheSlots(session, modelPath);
    this.vocabularySize = vocabularySizeOf(session, modelPath);
    this.cache = this.empty();
  }

  clear(): void {
    this.cache = this.empty();
    this.ids = [];
  }

  get cachedIds(): number {
    return this.ids.length;
  }

  /** Whether `ids` go on after what is in the cache. Nothing can be taken out of its end: such a cache is emptied. */
  isContinuedBy(ids: readonly number[]): boolean {
    return this.ids.length < ids.length && this.ids.every((id, i) => id === ids[i]);
  }

  /** Logits after each of the ids, one row after the other. */
  async step(ids: readonly number[]): Promise<Float32Array> {
    const total = this.ids.length + ids.length;
    const outputs = await this.session.run({
      input_ids: new this.tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
      attention_mask: new this.tensor('int64', new BigInt64Array(total).fill(1n), [1, total]),
      ...this.cache,
    });
    this.ids.push(...ids);
    this.cache = Object.fromEntries(
      this.slots.map(({ past, present }) => [past, asBits(named(outputs, present))] as const),
    );
    return floats(named(outputs, 'logits'));
  }

  /** Logits after the last of the ids, which are read `batch` at a time. */
  async lastRow(ids: readonly number[], batch: number): Promise<Float32Array> {
    let logits: Float32Array = new Float32Array(0);
    for (let at = 0; at < ids.length; at += batch) logits = await this.step(ids.slice(at, at + batch));
    return logits.subarray(-this.vocabularySize);
  }

  private empty(): Record<string, Tensor> {
    const nothing = { float32: () => new Float32Array(0), float16: () => new Uint16Array(0) };
    return Object.fromEntries(
      this.slots.map(({ past, shape, type }) => [
        past,
        asBits(new this.tensor(type, nothing[type](), shape)),
      ]),
    );
  }
}

function cacheSlots({ inputMetadata, inputNames }: InferenceSession, modelPath: string): CacheSlot[] {
  const slots = inputMetadata.flatMap((input): CacheSlot[] => {
    if (!input.isTensor || !input.name.startsWith('past_key_values.')) return [];
    const [, heads, , size] = input.shape;
    const { name, type } = input;
    if (typeof heads !== 'number' || typeof size !== 'number' || (type !== 'float32' && type !== 'float16'))
      throw unsupported(modelPath, `its cache ${name} has no fixed shape of single or half precision`);
    const present = name.replace('past_key_values', 'present');
    return [{ past: name, present, shape: [1, heads, 0, size], type }];
  });
  const missing = ['input_ids', 'attention_mask'].find((name) => !inputNames.includes(name));
  if (missing !== undefined) throw unsupported(modelPath, `it has no input ${missing}`);
  if (slots.length === 0 || inputNames.length !== slots.length + 2)
    throw unsupported(modelPath, `its inputs are ${inputNames.slice(0, 6).join(', ')}`);
  return slots;
}

function vocabularySizeOf({ outputMetadata }: InferenceSession, modelPath: string): number {
  const logits = outputMetadata.find(({ name }) => name === 'logits');
  const size = logits?.isTensor ? logits.shape.at(-1) : undefined;
  if (typeof size !== 'number') throw unsupported(modelPath, 'it has no output logits of a known size');
  return size;
}

const unsupported = (modelPath: string, why: string): HeatsoakError =>
  new HeatsoakError('MODEL_UNSUPPORTED', `${modelPath} is not a decoder with a cache: ${why}`, {
    where: modelPath,
    hint: 'convert one with heatsoak model convert model.gguf model.onnx',
  });

function named(outputs: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const tensor = outputs[name];
  if (tensor) return tensor as Tensor;
  throw new HeatsoakError('MODEL_UNSUPPORTED', `the model gave no ${name}`);
}

/**
 * onnxruntime's native part takes half precision as its bits only, and reads nothing of a `Float16Array`, in which its
 * own tensors hold it where Node has one (24 and later): there they stand behind another view of the same bytes.
 */
function asBits(tensor: Tensor): Tensor {
  if (tensor.type !== 'float16' || tensor.data instanceof Uint16Array) return tensor;
  const { buffer, byteOffset, byteLength } = tensor.data as ArrayBufferView;
  const bits = new Uint16Array(buffer, byteOffset, byteLength / 2);
  return Object.create(tensor, { data: { value: bits } }) as Tensor;
}

/** Half precision comes as its bits, or since Node 24 as numbers of a `Float16Array`: the bytes are the same. */
function floats({ type, data }: Tensor): Float32Array {
  if (type !== 'float16') return data as Float32Array;
  const { buffer, byteOffset, byteLength } = data as ArrayBufferView;
  return floatsOf(new Uint8Array(buffer, byteOffset, byteLength), 'FLOAT16');
}
