import type { Event, EventOf } from '../protocol/event.ts';
import { greatest } from '../statistics/extremes.ts';
import type { ReferenceModel } from './reference-model.ts';

/** Memory of the reference in the parts that a phone reports apart; bytes, null where the engine reported no value. */
export interface ReferenceMemory {
  /** Weights as they lie in the file: clean, not charged on a phone. */
  readonly mappedBytes: number | null;
  /** Weights that the processor's back end copied into another layout: charged here, and never on a phone with Metal. */
  readonly repackedBytes: number;
  readonly kvBytes: number | null;
  readonly computeBytes: number | null;
  readonly outputBytes: number | null;
  /** Key-value cache, compute and output: what a phone would be charged for. */
  readonly chargedBytes: number | null;
  /** Key-value cache as the model's shape demands it; null where the header lacks the shape. */
  readonly kvExpectedBytes: number | null;
  /** Whether the engine's own line says the same to its last digit. */
  readonly kvAgrees: boolean | null;
  /** Highest anonymous and file-backed memory of the process, as the system counts. */
  readonly processPeakBytes: number | null;
}

const MIB = 2 ** 20;
/** llama.cpp's lines have two digits of a MiB. */
const LINE_RESOLUTION_BYTES = 0.005 * MIB + 1;

/** Of one launch's log and the model's header. Key and value are f16, as the reference always has them. */
export function referenceMemory(
  model: Pick<ReferenceModel, 'kvCacheBytes'>,
  events: readonly Event[],
): ReferenceMemory | null {
  const loaded = events.find((event): event is EventOf<'model.loaded'> => event.type === 'model.loaded');
  if (!loaded?.buffers || loaded.buffers.length === 0) return null;
  const { buffers } = loaded;
  const sum = (pattern: RegExp): number | null => {
    const own = buffers.filter(({ name }) => pattern.test(name));
    return own.length > 0 ? own.reduce((total, { bytes }) => total + bytes, 0) : null;
  };
  const kvBytes = sum(/ KV$/);
  const computeBytes = sum(/ compute$/);
  const outputBytes = sum(/ output$/);
  const kvExpectedBytes = model.kvCacheBytes(Number(loaded.settings['contextTokens']));
  const footprints = events.flatMap((event) => (event.type === 'memory' ? event.footprintBytes : []));
  return {
    mappedBytes: sum(/_Mapped model$/),
    repackedBytes: sum(/_(REPACK|AARCH64|AMX) model$|^AMX model$/) ?? 0,
    kvBytes,
    computeBytes,
    outputBytes,
    chargedBytes:
      kvBytes === null || computeBytes === null ? null : kvBytes + computeBytes + (outputBytes ?? 0),
    kvExpectedBytes,
    kvAgrees:
      kvBytes === null || kvExpectedBytes === null
        ? null
        : Math.abs(kvBytes - kvExpectedBytes) <= LINE_RESOLUTION_BYTES,
    processPeakBytes: greatest(footprints),
  };
}

/** The parts for a person, one line each. */
export function memoryLines(memory: ReferenceMemory): string[] {
  const mib = (bytes: number | null): string => (bytes === null ? '–' : `${(bytes / MIB).toFixed(2)} MiB`);
  const expected =
    memory.kvAgrees === false
      ? `, but the model's shape demands ${mib(memory.kvExpectedBytes)}: do not trust either`
      : memory.kvAgrees
        ? ', as its shape demands'
        : '';
  const repacked =
    memory.repackedBytes > 0
      ? [
          `repacked   ${mib(memory.repackedBytes)} copied by this host's processor; no phone is charged for it`,
        ]
      : [];
  return [
    `charged    ${mib(memory.chargedBytes)} as a phone would count: key-value cache, compute, output`,
    `kv cache   ${mib(memory.kvBytes)}${expected}`,
    `compute    ${mib(memory.computeBytes)}`,
    `mapped     ${mib(memory.mappedBytes)} of weights, clean`,
    ...repacked,
  ];
}
