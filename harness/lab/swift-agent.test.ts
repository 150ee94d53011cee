import { afterEach, expect, test, vi } from 'vitest';
import { phoneFixture } from '../experiment/phone.fixture.ts';
import { mustHaveAgents, swiftAgent } from './swift-agent.ts';

afterEach(() => vi.unstubAllEnvs());

const sessionsOf = (agent?: 'swift' | 'typescript') => ({
  sessions: [
    { device: phoneFixture('one'), launches: [] },
    { device: { ...phoneFixture('two'), agent }, launches: [] },
  ],
});

test('a program that lies elsewhere is taken from where it is named', () => {
  vi.stubEnv('HEATSOAK_SWIFT_AGENT', process.execPath);
  expect(swiftAgent()).toBe(process.execPath);
});

test('a run on a phone with the Swift agent is refused where there is none, and told how to build it', () => {
  vi.stubEnv('HEATSOAK_SWIFT_AGENT', '/nowhere/heatsoak-agent');
  expect(() => mustHaveAgents(sessionsOf('swift'))).toThrow(
    expect.objectContaining({
      code: 'SWIFT_AGENT_MISSING',
      where: '/nowhere/heatsoak-agent',
      hint: expect.stringContaining('ci/swift-linux.sh agent'),
    }),
  );
});

test.each([undefined, 'typescript'] as const)('a run on phones without it needs none: %s', (agent) => {
  vi.stubEnv('HEATSOAK_SWIFT_AGENT', '/nowhere/heatsoak-agent');
  expect(() => mustHaveAgents(sessionsOf(agent))).not.toThrow();
});
