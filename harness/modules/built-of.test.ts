import { existsSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { builtOf } from './built-of.ts';

const agent = new URL('../agent/hosts/main.ts', import.meta.url);
const isBuilt = existsSync(new URL('../../dist/harness/agent/hosts/main.js', import.meta.url));
afterEach(() => void vi.unstubAllEnvs());

test.skipIf(!isBuilt)('a module is run as it was built (skipped before npm run build)', () => {
  vi.stubEnv('HEATSOAK_BUILT', '1');
  expect(builtOf(agent).href).toMatch(/\/dist\/harness\/agent\/hosts\/main\.js$/);
});

test('a module that is never built is run from its source', () => {
  vi.stubEnv('HEATSOAK_BUILT', '1');
  const own = new URL(import.meta.url);
  expect(builtOf(own).href).toBe(own.href);
});

test('what lies in dist is not looked at unless it was built for this', () => {
  vi.stubEnv('HEATSOAK_BUILT', '');
  expect(builtOf(agent).href).toBe(agent.href);
});
