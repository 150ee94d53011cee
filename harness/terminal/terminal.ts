import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { plainJson, plainText } from '../words/plain-text.ts';
import { aligned } from './aligned.ts';
import { exitCodeOfError } from './exit-code.ts';
import { type Line, paint, rendered } from './line.ts';
import { loadProblem } from './load-problem.ts';

/** Where a command writes. With `--json` stdout holds one document and nothing else. */
export interface Terminal {
  readonly json: boolean;
  /** One line of the result; with `--json` the document says it. */
  say(line: Line): void;
  /** Rows of the result: aligned on a terminal, tab-separated in a pipe. */
  table(rows: readonly (readonly string[])[]): void;
  /** One line of progress, or of the verdict that a person waits for: also with `--json`, on stderr then. */
  announce(line: Line): void;
  /** One line beside the result, always on stderr. */
  note(line: Line): void;
  /** The command's one JSON document; only with `--json`. */
  document(value: unknown): void;
  /** The same for an array that may be long: element by element, as they come. Nothing is taken without `--json`. */
  documentOf(values: Iterable<unknown>): void;
}

/** Whether `--json` was typed. It is read from the arguments, since errors may be printed before Commander has parsed them. */
export const wantsJson = (): boolean => process.argv.includes('--json');

export function openTerminal(json: boolean = wantsJson()): Terminal {
  const { stdout, stderr } = process;
  const write = (stream: NodeJS.WriteStream, line: Line): void => void stream.write(`${rendered(line)}\n`);
  return {
    json,
    say(line) {
      if (!json) write(stdout, line);
    },
    table(rows) {
      if (json) return;
      const cells = rows.map((row) => row.map(plainText));
      if (stdout.isTTY) for (const line of aligned(cells)) write(stdout, line);
      else for (const row of cells) stdout.write(`${row.join('\t')}\n`);
    },
    announce: (line) => write(json ? stderr : stdout, line),
    note: (line) => write(stderr, line),
    document(value) {
      if (json) stdout.write(`${plainJson(value)}\n`);
    },
    documentOf(values) {
      if (!json) return;
      let before = '[';
      for (const value of values) {
        stdout.write(`${before}\n${plainJson(value, 0)}`);
        before = ',';
      }
      stdout.write(before === '[' ? '[]\n' : '\n]\n');
    },
  };
}

/** A text of several lines, one after the other. */
export function sayAll(terminal: Pick<Terminal, 'say'>, text: string): void {
  for (const line of text.trimEnd().split('\n')) terminal.say(line);
}

/** What any command prints with `--json` when it fails. */
export interface ErrorDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly where: string | null;
    readonly hint: string | null;
  };
}

/** An error as a document. */
export function errorDocument(error: unknown): ErrorDocument {
  const known = knownError(error);
  const { code = 'INTERNAL', where = null, hint = null } = known ?? {};
  return { error: { code, message: messageOf(known ?? error), where, hint } };
}

/** Prints what is wrong, where, what to do next and the code; returns the exit code. */
export function printError(error: unknown, json: boolean): number {
  if (json) process.stdout.write(`${plainJson(errorDocument(error))}\n`);
  return noteError(error);
}

/** As `printError`, for people alone. */
export function noteError(error: unknown): number {
  const known = knownError(error);
  const note = (line: Line): void => void process.stderr.write(`${rendered(line)}\n`);
  note([paint('red', 'error'), ` ${known?.code ?? 'INTERNAL'}: ${messageOf(known ?? error)}`]);
  if (known?.hint) note(`  next: ${known.hint}`);
  if (!known && error instanceof Error) for (const line of (error.stack ?? '').split('\n')) note(line);
  return exitCodeOfError[known?.kind ?? 'internal'];
}

/** Ours, or the host's where the system says plainly what it lacks; null is a fault of our own. */
function knownError(error: unknown): HeatsoakError | null {
  if (error instanceof HeatsoakError) return error;
  const problem = loadProblem(error);
  return problem && new HeatsoakError(problem.code, problem.message, { hint: problem.hint, cause: error });
}
