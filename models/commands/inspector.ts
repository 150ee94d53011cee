import type { MemorySettings } from '../memory/cache-bytes.ts';
import type { PhoneMemory } from '../memory/fit.ts';

export interface InspectOptions {
  readonly hash: boolean;
  readonly phones: readonly PhoneMemory[];
  /** Tokens of context asked for, or null for what the model allows, 4096 at most. */
  readonly context: number | null;
  /** Of the cache and the computation, beside the context. */
  readonly memory: Omit<MemorySettings, 'context'>;
}

/** What `model inspect` shows: lines for people, one document for programs. */
export interface Inspected {
  readonly lines: readonly string[];
  readonly document: unknown;
}

/** Inspects one kind of model. */
export interface Inspector {
  /** `GGUF`, for messages. */
  readonly kind: string;
  /** Whether the file (or folder, whose `start` is null) is of this kind, by its name and its first bytes. */
  recognises(path: string, start: Buffer | null): boolean;
  inspect(path: string, options: InspectOptions): Promise<Inspected>;
}
