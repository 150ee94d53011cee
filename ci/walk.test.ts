import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isTest, sourceFiles } from './sources.ts';
import { callGraph, walkOf } from './walk.ts';
import { buildToReport, ENTRY, MOST_CHANGES, MOST_FILES } from './walks.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const graph = callGraph(
  sourceFiles().filter((path) => !isTest(path)),
  read,
);

test('from build.json to the report there are few files and few changes of room', () => {
  const walk = walkOf(ENTRY, buildToReport, graph, read);
  expect(walk.steps.filter(({ waypoint }) => waypoint !== null)).toHaveLength(buildToReport.length);
  expect(walk.files).toBeLessThanOrEqual(MOST_FILES);
  expect(walk.changes).toBeLessThanOrEqual(MOST_CHANGES);
});

test.each([
  [
    'a function that is not where it is said to be',
    { file: ENTRY, name: 'noSuchFunction' },
    'has no noSuchFunction',
  ],
  ['a file that no call reaches', { file: 'ci/walk.ts', name: 'walkOf' }, 'no call leads from'],
])('%s is refused', (_, waypoint, why) => {
  expect(() => walkOf(ENTRY, [waypoint], graph, read)).toThrow(why);
});

test('types, and names that are imported and never called, are no calls', () => {
  const sources: Readonly<Record<string, string>> = {
    'harness/a.ts':
      "import type { B } from './b.ts';\nimport { c, type D } from './c.ts';\nimport { e } from './e.ts';\nc();",
    'harness/b.ts': '',
    'harness/c.ts': '',
    'harness/e.ts': '',
  };
  const planted = callGraph(Object.keys(sources), (path) => sources[path] ?? '');
  expect(planted.get('harness/a.ts')).toEqual(['harness/c.ts']);
});
