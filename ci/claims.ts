import { existsSync, readFileSync } from 'node:fs';

/** A claim of a page: the test that holds it, by its file, and its title where it has one. */
export type Claim = readonly [file: string, title: string | undefined];

/** The last cell of each row of a table that names a test. */
export const claimsIn = (page: string): Claim[] =>
  [...page.matchAll(/\| `([^`]+\.test\.ts)`(?:: (.+?))? \|$/gm)].map(([, file = '', title]) => [file, title]);

/** What a claim lacks; null: nothing. */
export function lackOf([file, title]: Claim): string | null {
  if (!existsSync(file)) return `there is no ${file}`;
  const source = readFileSync(file, 'utf8').replaceAll("\\'", "'");
  return title === undefined || source.includes(title) ? null : `${file} has no test "${title}"`;
}
