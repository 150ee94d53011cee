import { styleText } from 'node:util';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { exitCodeOfError } from './exit-code.ts';

/** Where a command writes: results on stdout, everything for people on stderr when `--json` is on. */
export interface Terminal {
  readonly json: boolean;
  /** One line for a person. */
  say(line: string): void;
  /** Rows of cells: aligned on a terminal, tab-separated in a pipe. */
  table(rows: readonly (readonly string[])[]): void;
  /** The command's one JSON document; only with `--json`. */
  document(value: unknown): void;
}

/** Commander removes `--json` before we need it in error paths, so it is asked for by the caller. */
export function openTerminal(json: boolean): Terminal {
  const stream = json ? process.stderr : process.stdout;
  const say = (line: string): void => void stream.write(`${line}\n`);
  return {
    json,
    say,
    table: (rows) => {
      for (const line of stream.isTTY ? aligned(rows) : rows.map((row) => row.join('\t'))) say(line);
    },
    document: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
  };
}

/** Columns as wide as their widest cell; the last one ends its line. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '),
  );
}

type Style = Parameters<typeof styleText>[0];

/** Colours only where the stream wants them: NO_COLOR and FORCE_COLOR are honoured. */
// Node's own check of the stream would overrule `--color`.
export const paint = (style: Style, text: string): string =>
  wantsColour() ? styleText(style, text, { validateStream: false }) : text;

/** `--no-color` and `--color` before NO_COLOR, before FORCE_COLOR, before what stdout is. */
function wantsColour(): boolean {
  if (process.argv.includes('--no-color')) return false;
  if (process.argv.includes('--color')) return true;
  if (process.env['NO_COLOR']) return false;
  if (process.env['FORCE_COLOR'] && process.env['FORCE_COLOR'] !== '0') return true;
  return process.stdout.isTTY === true;
}

/** Prints what is wrong, where, what to do next and the code; returns the exit code. */
export function printError(error: unknown, json: boolean): number {
  const known = error instanceof HeatsoakError ? error : null;
  const code = known?.code ?? 'INTERNAL';
  const exitCode = exitCodeOfError[known?.kind ?? 'internal'];
  if (json) {
    const document = {
      error: { code, message: messageOf(error), where: known?.where ?? null, hint: known?.hint ?? null },
    };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
  process.stderr.write(`${paint('red', 'error')} ${code}: ${messageOf(error)}\n`);
  if (known?.hint) process.stderr.write(`  next: ${known.hint}\n`);
  if (!known && error instanceof Error && error.stack) process.stderr.write(`${error.stack}\n`);
  return exitCode;
}
