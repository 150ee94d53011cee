import { expect, test } from 'vitest';
import { type SimulatedRun, simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { deriveLogs } from './derive.ts';

const devices = ['one', 'two', 'three'];
const optional = ['two', 'three'];

/** A clean run of three phones of which two are not required. */
function verdictAfter(over: Partial<SimulatedRun>) {
  const logs = simulatedRunLogs({ speeds: { baseline: 20, candidate: 20 }, devices, ...over });
  const sessions = logs.manifest.sessions.map(({ device, launches }) => ({
    device: optional.includes(device.id) ? { ...device, required: false as const } : device,
    launches,
  }));
  return deriveLogs({ ...logs, manifest: { ...logs.manifest, sessions } }).verdict;
}

test('a run is judged without a phone that was lost and that it does not need, and says so', () => {
  const verdict = verdictAfter({ lost: (device) => device === 'two' });
  expect(verdict.verdict).toBe('GO');
  expect(verdict.headline).toMatch(
    /^Both devices within limits; without .*two.*, which the run does not need$/,
  );
  expect(verdict.devices.find(({ device }) => device === 'two')?.verdict).toBe('INVALID');
  expect(verdict.doubts).toMatchObject({ count: 1, worst: { code: 'session-lost', device: 'two' } });
});

test('a phone that it needs makes it INVALID when it is lost', () => {
  expect(verdictAfter({ lost: (device) => device === 'one' }).verdict).toBe('INVALID');
});

test('what an optional phone has measured decides as much as any other', () => {
  const hot: SimulatedRun['edit'] = (log) => log.replace('"lowPowerMode":false', '"lowPowerMode":true');
  expect(verdictAfter({ edit: hot, lost: (device) => device === 'two' }).verdict).toBe('INVALID');
});

test('so many phones are enough where the run says so: whichever others were lost', () => {
  const verdictOf = (atLeast: number, ...gone: readonly string[]) => {
    const logs = simulatedRunLogs({
      ...{ speeds: { baseline: 20, candidate: 20 }, devices },
      lost: (device) => gone.includes(device),
    });
    return deriveLogs({ ...logs, manifest: { ...logs.manifest, atLeast } }).verdict.verdict;
  };
  expect(verdictOf(2, 'one')).toBe('GO');
  expect(verdictOf(2, 'one', 'three')).toBe('INVALID');
  expect(verdictOf(3, 'one')).toBe('INVALID');
});

test('the last phone of a model that the gate requires is needed, whatever its own entry or the number of phones says', () => {
  const verdictOf = (over: Partial<Manifest>, model = 'iPhone12,1') => {
    const logs = simulatedRunLogs({
      ...{ speeds: { baseline: 20, candidate: 20 }, devices: ['one', 'two'] },
      lost: (device) => device === 'two',
    });
    const sessions = logs.manifest.sessions.map(({ device, launches }) => ({
      device: device.id === 'two' ? { ...device, required: false as const, model } : device,
      launches,
    }));
    return deriveLogs({ ...logs, manifest: { ...logs.manifest, sessions, ...over } }).verdict.verdict;
  };
  expect(verdictOf({ requiredPhones: ['iPhone12,1'] })).toBe('INVALID');
  expect(verdictOf({ requiredPhones: ['iPhone12,1'], atLeast: 1 })).toBe('INVALID');
  expect(verdictOf({ requiredPhones: ['iPhone15,4'] }, 'iPhone15,4')).toBe('GO');
});

test('a run of nothing but optional phones that were all lost proves nothing', () => {
  const all = simulatedRunLogs({
    speeds: { baseline: 20, candidate: 20 },
    devices: ['two'],
    lost: () => true,
  });
  const sessions = all.manifest.sessions.map(({ device, launches }) => ({
    device: { ...device, required: false as const },
    launches,
  }));
  expect(deriveLogs({ ...all, manifest: { ...all.manifest, sessions } }).verdict.verdict).toBe('INVALID');
});
