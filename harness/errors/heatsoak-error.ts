import type { ErrorKind } from './codes/code.ts';
import { codeNamed, type ErrorCode } from './codes.ts';

interface Details {
  /** What to do next in this case, in one sentence; a command where there is one. Absent: the register's remedy. */
  hint?: string;
  /** File, line or JSON path. */
  where?: string;
  cause?: unknown;
}

/** The one error class: what is wrong, where, and what to do next. Its code stands in the register, which knows its kind. */
export class HeatsoakError extends Error {
  override readonly name = 'HeatsoakError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly where: string | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint ?? codeNamed(code).remedy;
    this.where = details.where;
  }

  /** Which exit code the command line ends with. */
  get kind(): ErrorKind {
    return codeNamed(this.code).kind;
  }
}

/** The message of anything that was thrown, and what to do next where it is known. */
export const messageWithHint = (thrown: unknown): string =>
  thrown instanceof HeatsoakError ? `${thrown.message}; next: ${thrown.hint}` : messageOf(thrown);

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
