import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importCycles, importGraph, roomGraph } from './import-graph.ts';
import { importBreaches, impurities, LONGEST_FILE, longFiles, processUses } from './import-rules.ts';
import type { Room } from './room.ts';
import { rooms } from './rooms.ts';
import { isTest, sourceFiles } from './sources.ts';

const sources = sourceFiles().filter((path) => !isTest(path));

test('every import of every source points downwards', () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.flatMap((path) => importBreaches(path, readFileSync(path, 'utf8')))).toEqual([]);
});

test.each([
  ['a built-in in a pure room', 'harness/measure/x.ts', "import { readFile } from 'node:fs/promises';"],
  ['a package in a pure room', 'harness/statistics/x.ts', "import { z } from 'zod';"],
  ['an upward import', 'harness/protocol/x.ts', "import { measure } from '../measure/measure.ts';"],
  ['an upward type', 'harness/phone/x.ts', "import type { Manifest } from '../experiment/manifest.ts';"],
  ['a re-export', 'harness/experiment/x.ts', "export { a } from '../session/run.ts';"],
  ['a dynamic import', 'harness/experiment/x.ts', "const a = await import('../agent/ports.ts');"],
  ['a sibling room', 'harness/phone/x.ts', "import { a } from '../lab/lease.ts';"],
  [
    'a path that climbs out and back',
    'harness/judge/x.ts',
    "import { a } from '../judge/../history/night.ts';",
  ],
  ['Appium outside the phone', 'harness/session/x.ts', "import { remote } from 'webdriverio';"],
  ['statistics that know the judge', 'harness/statistics/x.ts', "import { a } from '../judge/gate.ts';"],
  ['a specifier without .ts', 'harness/session/x.ts', "import { a } from './run.js';"],
  ['model files in the session', 'harness/session/x.ts', "import { a } from '../../models/synthesise.ts';"],
  [
    'model files in the agent itself',
    'harness/agent/x.ts',
    "import { a } from '../../models/open-model.ts';",
  ],
  ['Node in the browser', 'reports/client/x.ts', "import { gzipSync } from 'node:zlib';"],
  ['a terminal in a use case', 'harness/app/x.ts', "import { openTerminal } from '../terminal/terminal.ts';"],
  ['a file in no room', 'tools/x.ts', ''],
])('%s is refused', (_, path, source) => {
  expect(importBreaches(path, source)).toHaveLength(1);
});

/** Rooms that import a room that stands below them in the table, or is not in it. */
const upward = (table: readonly Room[]): string[] =>
  table.flatMap(({ folder, rooms: imported }, at) =>
    imported
      // `harness/` alone stands for every room: the command line, benchmarks and `ci` may import everything.
      .filter((each) => each !== 'harness/' && !table.slice(0, at).some((above) => above.folder === each))
      .map((each) => `${folder} imports ${each}, which does not stand above it`),
  );

test('the table of rooms is read top down: each names only rooms above it', () => {
  expect(upward(rooms)).toEqual([]);
  expect(upward([...rooms].reverse()).length).toBeGreaterThan(20);
});

test('pure rooms read no clock and draw no random numbers', () => {
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
  expect(impurities('harness/session/x.ts', `const x = ${code};`)).toEqual([]);
});

test('use cases know no process and no console', () => {
  expect(sources.filter((path) => path.startsWith('harness/app/')).length).toBeGreaterThan(15);
  expect(sources.flatMap((path) => processUses(path, readFileSync(path, 'utf8')))).toEqual([]);
});

test.each([
  'process.exitCode = 1;',
  "const home = process.env['HOME'];",
  "process['stdout'].write('x');",
  'globalThis.process.exit(1);',
  "console.log('x');",
  "import { exit } from 'node:process';",
  "import { Console } from 'node:console';",
  "import { createInterface } from 'node:readline';",
])('a use case with %s is refused', (code) => {
  expect(processUses('harness/app/x.ts', code)).toHaveLength(1);
  expect(processUses('harness/cli/x.ts', code)).toEqual([]);
});

const tooLong = (path: string, lines: number): boolean => lines > LONGEST_FILE && !(path in longFiles);

test('no file is longer than the limit', () => {
  const long = sourceFiles().filter((path) => tooLong(path, readFileSync(path, 'utf8').split('\n').length));
  expect(long).toEqual([]);
});

test('a planted long file is refused', () => {
  expect(tooLong('harness/session/planted.ts', LONGEST_FILE + 1)).toBe(true);
});

const graph = importGraph(sources, (path) => readFileSync(path, 'utf8'));

test('no file imports itself, however far round', () => {
  expect(importCycles(graph)).toEqual([]);
});

test('no room imports itself, however far round', () => {
  expect(importCycles(roomGraph(graph))).toEqual([]);
});

test('a planted cycle is found in files and in rooms', () => {
  const planted = importGraph(['harness/judge/a.ts', 'harness/measure/b.ts', 'harness/judge/c.ts'], (path) =>
    path.endsWith('b.ts') ? "import { c } from '../judge/c.ts';" : "import { b } from '../measure/b.ts';",
  );
  expect(importCycles(planted)).toEqual([['harness/judge/c.ts', 'harness/measure/b.ts']]);
  expect(importCycles(roomGraph(planted))).toEqual([['harness/judge/', 'harness/measure/']]);
});
