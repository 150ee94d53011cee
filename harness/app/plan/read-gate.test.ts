import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { memoryPolicy } from '../../experiment/memory-policy.ts';
import { readGate } from './read-gate.ts';

async function policyFile(policy: unknown): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'heatsoak-gate-')), 'gate.json');
  await writeFile(path, JSON.stringify(policy));
  return path;
}

test('the policy that ships is read, and what it leaves out is filled in', async () => {
  expect((await readGate('ci/gate.json')).sameOutput).toBe(true);
  expect(await readGate(await policyFile({}))).toEqual({
    rules: [],
    limits: [],
    waivers: [],
    memory: memoryPolicy.parse({}),
    requiredPhones: [],
    sameOutput: true,
    output: {
      leastPrefixPercent: 50,
      mostPartingPercent: 5,
      leastTopOnePercent: 95,
      mostGapNats: 0.02,
      mostLossNats: 0.05,
    },
  });
});

test.each([
  [
    'an unknown metric',
    { rules: [{ metric: 'decode_rat' }] },
    'METRIC_UNKNOWN',
    /did you mean "decode_rate"/,
  ],
  ['an unknown metric of a limit', { limits: [{ metric: 'peak', atMost: 1 }] }, 'METRIC_UNKNOWN', /peak/],
  [
    'a metric that cannot decide',
    { rules: [{ metric: 'headroom_min' }] },
    'FILE_INVALID',
    /no margin of its own/,
  ],
  [
    'a metric whose margin is another suite’s',
    {
      rules: [
        { metric: 'e2e', suite: 'a', marginPercent: 5 },
        { metric: 'e2e', suite: 'b' },
      ],
    },
    'FILE_INVALID',
    /no margin of its own/,
  ],
  [
    'two rules for one place',
    { rules: [{ metric: 'decode_rate' }, { metric: 'ttft' }, { metric: 'decode_rate', marginPercent: 50 }] },
    'FILE_INVALID',
    /rules\[0\] speaks of decode_rate in the same place/,
  ],
  [
    'a rule of a suite that meets another one of a model',
    {
      rules: [
        { metric: 'decode_rate', suite: 'quick', marginPercent: 2 },
        { metric: 'decode_rate', deviceModel: 'iPhone15,4', marginPercent: 10 },
      ],
    },
    'FILE_INVALID',
    /decode_rate in quick on iPhone15,4 two rules say different things/,
  ],
  [
    'a model in two classes of memory',
    {
      memory: {
        phoneClasses: ['old', 'new'].map((name) => ({
          ...{ name, models: ['iPhone15,4'], headroomMiB: 100 },
          memoryLimitMiB: { standard: 3000, entitled: 4000 },
        })),
      },
    },
    'FILE_INVALID',
    /iPhone15,4 stands in the classes old and new/,
  ],
  [
    'a metric that has no better and no worse',
    { rules: [{ metric: 'limit_effective', marginPercent: 5 }] },
    'FILE_INVALID',
    /cannot decide/,
  ],
  [
    'a margin that nothing can break',
    { rules: [{ metric: 'decode_rate', marginPercent: 100 }] },
    'FILE_INVALID',
    /no decode_rate is ever 100 % lower/,
  ],
  [
    'a share where per cent are meant',
    { output: { leastTopOnePercent: 0.95 } },
    'FILE_INVALID',
    /0\.95 is a share, and per cent are meant/,
  ],
  [
    'a negative margin',
    { rules: [{ metric: 'decode_rate', marginPercent: -2 }] },
    'FILE_INVALID',
    /marginPercent/,
  ],
  ['a limit without a bound', { limits: [{ metric: 'ttft' }] }, 'FILE_INVALID', /atMost/],
  ['an unknown key', { rules: [{ metric: 'ttft', margin: 2 }] }, 'FILE_INVALID', /margin/],
])('%s is refused', async (_, policy, code, message) => {
  const path = await policyFile(policy);
  await expect(readGate(path)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test('where a rule of a suite meets one of a model, one that names both says what holds', async () => {
  const rules = [
    { metric: 'decode_rate', suite: 'quick', marginPercent: 2 },
    { metric: 'decode_rate', deviceModel: 'iPhone15,4', marginPercent: 10 },
  ];
  const both = { metric: 'decode_rate', suite: 'quick', deviceModel: 'iPhone15,4', marginPercent: 3 };
  expect((await readGate(await policyFile({ rules: [...rules, both] }))).rules).toHaveLength(3);
});
