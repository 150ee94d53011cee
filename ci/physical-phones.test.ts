import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { claimsIn, lackOf } from './claims.ts';

const THINGS = 33;
const page = readFileSync('docs/physical-phones.md', 'utf8');
const rows = page.split('\n').filter((line) => /\| (✓|⟳|–) \|/.test(line));

test('each thing that a real phone does otherwise stands once, with the test that shows what stands against it', () => {
  const numbers = rows.flatMap((row) => /^\| A(\d+) \|/.exec(row)?.[1] ?? []);
  expect(numbers).toEqual(Array.from({ length: THINGS }, (_, index) => String(index + 1)));
  expect(claimsIn(page)).toHaveLength(rows.length);
  expect(claimsIn(page).flatMap((claim) => lackOf(claim) ?? [])).toEqual([]);
});

test('what is said to go through the driver does, and faults are called as in their table', () => {
  const through = rows.filter((row) => /\| (✓|⟳) \|/.test(row));
  expect(through.length).toBeGreaterThan(THINGS / 2);
  for (const row of through) {
    const file = claimsIn(row)[0]?.[0] ?? '';
    expect(file).toMatch(/\.appium\.test\.ts$|driver-programs\.test\.ts$/);
    const source = readFileSync(file, 'utf8');
    const named = row.includes('| ⟳ |') ? [...(row.split(' | ')[1] ?? '').matchAll(/`([^`]+)`/g)] : [];
    for (const [, name] of named) expect(source).toContain(`'${name}'`);
  }
});

test('the pages for whoever has a phone lead here', () => {
  for (const guide of ['first-iphone', 'nights'])
    expect(readFileSync(`docs/guides/${guide}.md`, 'utf8')).toContain('(../physical-phones.md)');
});
