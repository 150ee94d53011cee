/** A reader of what others wrote, open for many inputs. */
export interface OpenTarget {
  /** Reads one input. It may refuse it; what it throws otherwise is a fault of ours. */
  read(bytes: Buffer): Promise<void> | void;
  close(): Promise<void>;
}

/** A reader that is held against damaged inputs. */
export interface FuzzTarget {
  readonly name: string;
  /** Sound ones, which are damaged. */
  readonly inputs: readonly Buffer[];
  open(): Promise<OpenTarget>;
  /** Whether an error is a refusal that a caller expects. */
  isRefusal(error: unknown): boolean;
}

/** Of readers that know nothing of files and phones: a plain Error in words. A TypeError or RangeError is a slip. */
export const inWords = (error: unknown): boolean =>
  error instanceof Error && error.constructor === Error && error.message !== '';

/** A target without anything to open. */
export const reading =
  (read: OpenTarget['read']): FuzzTarget['open'] =>
  async () => ({
    read,
    close: async () => undefined,
  });
