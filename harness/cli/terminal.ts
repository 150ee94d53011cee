import { styleText } from 'node:util';
import { HeatsoakError, messageOf } from '../protocol/error.ts';
import { exitCodeOfError } from './exit-code.ts';

/** Where a command writes: results on stdout, everything for people on stderr when `--json` is on. */
export interface Terminal {
  readonly json: boolean;
  /** One line for a person. */
  say(line: string): void;
  /** The command's one JSON document; only with `--json`. */
  document(value: unknown): void;
}

/** Commander removes `--json` before we need it in error paths, so it is asked for by the caller. */
export function openTerminal(json: boolean): Terminal {
  return {
    json,
    say: (line) => void (json ? process.stderr : process.stdout).write(`${line}\n`),
    document: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
  };
}

type Style = Parameters<typeof styleText>[0];

/** Colours only where the stream wants them: NO_COLOR and FORCE_COLOR are honoured. */
export const paint = (style: Style, text: string): string => (wantsColour() ? styleText(style, text) : text);

function wantsColour(): boolean {
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
