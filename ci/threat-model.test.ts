import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/threat-model.md', 'utf8');

/** The last cell of each row that names a test: its file, and its title where it has one. */
const claims = (text: string): [file: string, title: string | undefined][] =>
  [...text.matchAll(/\| `([^`]+\.test\.ts)`(?:: (.+?))? \|$/gm)].map(([, file = '', title]) => [file, title]);

/** What a claim lacks; null: nothing. */
function lack(file: string, title: string | undefined): string | null {
  if (!existsSync(file)) return `there is no ${file}`;
  const source = readFileSync(file, 'utf8').replaceAll("\\'", "'");
  return title === undefined || source.includes(title) ? null : `${file} has no test "${title}"`;
}

test('every threat names the test that holds what stops it', () => {
  const rows = page
    .split('\n')
    .filter((line) => /^\| (?!threat|who|---)/.test(line) && line.includes('.test.ts'));
  expect(rows.length).toBeGreaterThan(20);
  expect(claims(page)).toHaveLength(rows.length);
  expect(claims(page).flatMap(([file, title]) => lack(file, title) ?? [])).toEqual([]);
});

test('a test that was renamed or removed is found', () => {
  const [[file = '', title = ''] = []] = claims(page);
  expect(lack(file, title)).toBeNull();
  expect(lack(file, `${title} no more`)).toContain('has no test');
  expect(lack('harness/none.test.ts', title)).toContain('there is no');
});

test('the page of security leads here, and what stands under "What remains" says that it has no test', () => {
  expect(readFileSync('docs/security.md', 'utf8')).toContain('(threat-model.md)');
  const remains = page.slice(page.indexOf('## What remains')).match(/^- .+$/gm) ?? [];
  expect(remains.length).toBeGreaterThan(5);
  for (const line of remains) expect(line).toMatch(/No test( here)?\.$/);
});
