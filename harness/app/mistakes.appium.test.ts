import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Derived } from '../judge/derive.ts';
import { derive } from './derive.ts';
import { launchFixture, manifestFixture, shortStep } from './manifest.fixture.ts';
import { performOn, virtualBuild, virtualPhone } from './virtual-run.fixture.ts';

/** Several mistakes of one app, from its `.ipa` through Appium, the phone and the log to the verdict. */
const plantedEffects = {
  mistakes: { debugBuild: true, lowPowerModeAtTrial: 2, osUpdateAtLaunch: 1 },
};
let root = '';
let derived: Derived;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-mistakes-'));
  const entitlements = ['com.apple.developer.kernel.increased-memory-limit'];
  const build = { ...(await virtualBuild(root, 'app', plantedEffects)), entitlements };
  const steps = [{ ...shortStep, score: true }];
  const manifest = manifestFixture(build, [
    launchFixture('b0-p0', { steps }),
    launchFixture('b0-p1', { steps, position: 1 }),
  ]);
  const folder = await performOn(virtualPhone, manifest, root);
  derived = await derive(folder.path);
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('each mistake is reported by its code', () => {
  const codes = new Set(derived.measurement.caveats.map((caveat) => caveat.code));
  expect([...codes].sort()).toEqual([
    'debug-build',
    'entitlement-lost',
    'launches-excluded',
    'low-power-mode',
    'os-changed',
  ]);
});

test('nothing is concluded for the phone, and its numbers are in no statistic', () => {
  expect(derived.verdict.verdict).toBe('INVALID');
  const decode = derived.measurement.summaries.find((each) => each.metric === 'decode_rate');
  expect(decode).toMatchObject({ count: 0, reason: expect.stringContaining('the launch is not valid') });
});

test('probabilities of the prompt come from the real engine', () => {
  const [scores] = derived.measurement.launches[0]?.scores ?? [];
  expect(scores?.ids).toHaveLength(16);
  expect(scores?.logProbabilities.every((log) => log !== null && log < 0)).toBe(true);
});

test('the first load follows an install, the second is warm', () => {
  expect(derived.measurement.launches.map(({ load }) => load?.regime.regime)).toEqual(['first', 'warm']);
});
