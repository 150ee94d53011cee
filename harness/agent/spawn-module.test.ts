import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { builtOf } from './spawn-module.ts';

const agent = new URL('./hosts/main.ts', import.meta.url);
const isBuilt = existsSync(new URL('../../dist/harness/agent/hosts/main.js', import.meta.url));

test.skipIf(!isBuilt)('a module is run as it was built (skipped before npm run build)', () => {
  expect(builtOf(agent).href).toMatch(/\/dist\/harness\/agent\/hosts\/main\.js$/);
});

test('a module that is never built is run from its source', () => {
  const own = new URL(import.meta.url);
  expect(builtOf(own).href).toBe(own.href);
});
