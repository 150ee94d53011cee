import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heatsoakIn } from './heatsoak.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-demo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a demo with the Swift agent, on a host that has none, says how to build it and leaves nothing', async () => {
  const heatsoak = heatsoakIn(folder, { HEATSOAK_SWIFT_AGENT: join(folder, 'none') });
  const { stderr, exitCode } = await heatsoak('demo', '--agent', 'swift');
  expect(stderr).toContain('error SWIFT_AGENT_MISSING');
  expect(stderr).toContain('ci/swift-linux.sh agent');
  expect(exitCode).toBe(6);
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});
