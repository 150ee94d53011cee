import { HeatsoakError } from '../../../errors/heatsoak-error.ts';
import type { RawDecoder } from '../../ports.ts';

/** The version whose private members mean what is assumed here; another one is refused, not tried. */
export const KNOWN_VERSION = '3.21.1';

/** What is used of the object behind a `LlamaContext`. */
interface NativeContext {
  initBatch(size: number): void;
  addToBatch(sequence: number, position: number, ids: Uint32Array, logitIndexes: Uint32Array): Uint32Array;
  decodeBatch(): Promise<void>;
  disposeSequence(sequence: number): void;
}

const MEMBERS = ['initBatch', 'addToBatch', 'decodeBatch', 'disposeSequence'] as const;

/**
 * llama_decode itself, past the queue and the sampler of `evaluate()`: the only place that touches node-llama-cpp's private members.
 * Nothing else may use the sequence until `clear`.
 * @param context a `LlamaContext`, @param sequence its `LlamaContextSequence`, @param version that of node-llama-cpp
 * @throws HeatsoakError `RAW_PATH_UNKNOWN` for any version or shape but the known one
 */
export function rawDecoder(context: object, sequence: object, version: string): RawDecoder {
  const native = (context as { _ctx?: unknown })._ctx;
  const id = (sequence as { _sequenceId?: unknown })._sequenceId;
  const missing = MEMBERS.filter(
    (name) => typeof (native as Record<string, unknown> | undefined)?.[name] !== 'function',
  );
  if (version !== KNOWN_VERSION || missing.length > 0 || typeof id !== 'number')
    throw unknownPath(version, missing);
  return decoderOf(native as NativeContext, id);
}

function decoderOf(native: NativeContext, sequence: number): RawDecoder {
  const noIds = new Uint32Array(0);
  return {
    async decode(ids, position, withLogits) {
      native.initBatch(ids.length);
      native.addToBatch(sequence, position, ids, withLogits ? Uint32Array.of(ids.length - 1) : noIds);
      await native.decodeBatch();
    },
    clear: () => native.disposeSequence(sequence),
  };
}

function unknownPath(version: string, missing: readonly string[]): HeatsoakError {
  const lacks = missing.length > 0 ? ` and lacks ${missing.join(', ')}` : '';
  return new HeatsoakError(
    'RAW_PATH_UNKNOWN',
    `rows in llama-bench's way need node-llama-cpp ${KNOWN_VERSION}; this one is ${version}${lacks}`,
    { hint: `npm install node-llama-cpp@${KNOWN_VERSION}, or measure a suite with --suite` },
  );
}
