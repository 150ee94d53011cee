/** Which of the command line's exit codes an error ends with (`harness/cli/exit-code.ts`). */
export type ErrorKind = 'usage' | 'install' | 'host' | 'device' | 'incomparable' | 'internal';

interface Details {
  /** What to do next, in one sentence; a command where there is one. */
  hint?: string;
  /** File, line or JSON path. */
  where?: string;
  kind?: ErrorKind;
  cause?: unknown;
}

/** The one error class: what is wrong, where, and what to do next. Codes are stable and upper case, such as `MODEL_TRUNCATED`. */
export class HeatsoakError extends Error {
  override readonly name = 'HeatsoakError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly where: string | undefined;
  readonly kind: ErrorKind;

  constructor(code: string, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.where = details.where;
    this.kind = details.kind ?? 'usage';
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
