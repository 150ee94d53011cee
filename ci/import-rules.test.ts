import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importBreaches, impurities, LONGEST_FILE, longFiles } from './import-rules.ts';
import { isTest, sourceFiles } from './sources.ts';

const sources = sourceFiles().filter((path) => !isTest(path));

test('every import of every source points downwards', () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.flatMap((path) => importBreaches(path, readFileSync(path, 'utf8')))).toEqual([]);
});

test.each([
  ['a built-in in a pure room', 'harness/measure/x.ts', "import { readFile } from 'node:fs/promises';"],
  ['a package in a pure room', 'harness/judge/x.ts', "import { z } from 'zod';"],
  ['an upward import', 'harness/protocol/x.ts', "import { measure } from '../measure/measure.ts';"],
  ['an upward type', 'harness/phone/x.ts', "import type { Manifest } from '../plan/manifest.ts';"],
  ['a re-export', 'harness/suite/x.ts', "export { a } from '../run/run.ts';"],
  ['a dynamic import', 'harness/plan/x.ts', "const a = await import('../agent/ports.ts');"],
  ['a sibling room', 'harness/phone/x.ts', "import { a } from '../lab/lease.ts';"],
  [
    'a path that climbs out and back',
    'harness/judge/x.ts',
    "import { a } from '../judge/../measure/measure.ts';",
  ],
  ['Appium outside the phone', 'harness/run/x.ts', "import { remote } from 'webdriverio';"],
  ['statistics that know the judge', 'harness/judge/statistics/x.ts', "import { a } from '../gate.ts';"],
  ['a specifier without .ts', 'harness/run/x.ts', "import { a } from './run.js';"],
  ['a file in no room', 'tools/x.ts', ''],
])('%s is refused', (_, path, source) => {
  expect(importBreaches(path, source)).toHaveLength(1);
});

test('pure rooms look at no clock and throw no dice', () => {
  expect(sources.flatMap((path) => impurities(path, readFileSync(path, 'utf8')))).toEqual([]);
});

test.each([
  'Date.now()',
  'new Date()',
  'Math.random()',
  'performance.now()',
  "process.env['X']",
  'fetch(url)',
])('%s in a pure room is refused', (code) => {
  expect(impurities('harness/judge/x.ts', `const x = ${code};`)).toHaveLength(1);
  expect(impurities('harness/run/x.ts', `const x = ${code};`)).toEqual([]);
});

const tooLong = (path: string, lines: number): boolean => lines > LONGEST_FILE && !(path in longFiles);

test('no file is longer than the limit', () => {
  const long = sourceFiles().filter((path) => tooLong(path, readFileSync(path, 'utf8').split('\n').length));
  expect(long).toEqual([]);
});

test('a planted long file is refused', () => {
  expect(tooLong('harness/run/planted.ts', LONGEST_FILE + 1)).toBe(true);
});
