import type { Code } from './codes/code.ts';
import { codes } from './codes.ts';
import { exitCodes } from './exit-codes.ts';

/** `docs/errors.md`: the register as a page. */
export function codesPage(register: Readonly<Record<string, Code>> = codes): string {
  const rows = Object.entries(register)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { kind, meaning, remedy }]) => `| \`${code}\` | ${kind} | ${meaning} | ${remedy} |`);
  return [
    '# Errors',
    '',
    'Every error has a code, which never changes its meaning. Its kind decides the exit code: usage 2, device 7, incomparable 4, install 5,',
    'host 6, rejected 1, internal 70, interrupted 130. An error names the case at hand (file, line, nearest valid name) before what stands here.',
    '',
    'This page is made from the register (`harness/errors/codes.ts`): `npm run docs`.',
    '',
    '## Exit codes',
    '',
    '| exit | meaning |',
    '|--:|---|',
    ...Object.values(exitCodes).map(({ code, means }) => `| ${code} | ${means} |`),
    '',
    '## Codes',
    '',
    '| code | kind | what is wrong | what to do |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
