import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { claimsIn, lackOf } from './claims.ts';

const page = readFileSync('docs/threat-model.md', 'utf8');

test('every threat names the test that holds what stops it', () => {
  const rows = page
    .split('\n')
    .filter((line) => /^\| (?!threat|who|---)/.test(line) && line.includes('.test.ts'));
  expect(rows.length).toBeGreaterThan(20);
  expect(claimsIn(page)).toHaveLength(rows.length);
  expect(claimsIn(page).flatMap((claim) => lackOf(claim) ?? [])).toEqual([]);
});

test('a test that was renamed or removed is found', () => {
  const [[file = '', title = ''] = []] = claimsIn(page);
  expect(lackOf([file, title])).toBeNull();
  expect(lackOf([file, `${title} no more`])).toContain('has no test');
  expect(lackOf(['harness/none.test.ts', title])).toContain('there is no');
});

test('the page of security leads here, and what stands under "What remains" says that it has no test', () => {
  expect(readFileSync('docs/security.md', 'utf8')).toContain('(threat-model.md)');
  const remains = page.slice(page.indexOf('## What remains')).match(/^- .+$/gm) ?? [];
  expect(remains.length).toBeGreaterThan(5);
  for (const line of remains) expect(line).toMatch(/No test( here)?\.$/);
});
