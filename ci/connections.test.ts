import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { namedSources, opensConnections } from './connections.ts';
import { isTest, sourceFiles } from './sources.ts';

const isShipped = (path: string): boolean => /^(harness|models|reports)\//.test(path) && !isTest(path);

test('every source that opens a connection stands in docs/security.md, and no other', () => {
  const found = sourceFiles().filter(
    (path) => isShipped(path) && opensConnections(readFileSync(path, 'utf8')),
  );
  expect(found.sort()).toEqual(namedSources(readFileSync('docs/security.md', 'utf8')));
});

test.each([
  "await fetch('https://example.com')",
  'const socket = connect({ host, port });',
  "const { remote } = await import('webdriverio');",
  'const onward = request(\n    { host',
  "import { Resolver } from 'node:dns';",
])('a source with %j opens a connection', (line) => {
  expect(opensConnections(`const a = 1;\n${line}\n`)).toBe(true);
});
