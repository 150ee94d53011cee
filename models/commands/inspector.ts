import type { PhoneMemory } from '../inspect/fit.ts';
import type { KeyValueType } from '../inspect/memory.ts';

export interface InspectOptions {
  readonly hash: boolean;
  readonly phones: readonly PhoneMemory[];
  /** Tokens of context asked for, or null for what the model allows, 4096 at most. */
  readonly context: number | null;
  readonly keyValueType: KeyValueType;
  readonly flashAttention: boolean;
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
  /** Whether the file (or folder, whose `start` is empty) is of this kind, by its name and its first bytes. */
  recognises(path: string, start: Buffer): boolean;
  inspect(path: string, options: InspectOptions): Promise<Inspected>;
}
