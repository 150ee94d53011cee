import { expect, test } from 'vitest';
import { type SimulatedRun, simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import { deriveLogs } from '../judge/derive.ts';
import { doubtsOf } from '../judge/doubts.ts';
import { decideVerdict } from '../judge/gate.ts';
import { variantsMeasurement } from '../judge/variants.fixture.ts';
import { exitCodeOfRun } from './exit-code-of-run.ts';

const q4 = { id: 'q4', fixedMs: 30, perPromptMs: 10, tokenMs: 60, meanKl: 0.1 };
const verdict = {
  ...decideVerdict({
    devices: [{ id: 'phone', name: 'iPhone' }],
    purpose: 'variants',
    comparisons: [],
    required: [],
    caveats: [],
  }),
  doubts: doubtsOf([]),
};

test('variants that were measured exit 0, though they have no verdict', () => {
  expect(exitCodeOfRun({ verdict, measurement: variantsMeasurement([q4], null) })).toBe(0);
});

test('variants of which none gave a value exit 4', () => {
  const measurement = { ...variantsMeasurement([q4], null), launches: [], summaries: [], values: [] };
  expect(exitCodeOfRun({ verdict, measurement })).toBe(4);
});

test('a run of two builds exits by its verdict', () => {
  const measurement = variantsMeasurement([q4], null);
  const { kind: _kind, ...manifest } = measurement.manifest;
  expect(exitCodeOfRun({ verdict, measurement: { ...measurement, manifest } })).toBe(3);
});

const exitCodeAfter = (options: Partial<SimulatedRun>): number =>
  exitCodeOfRun(deriveLogs(simulatedRunLogs({ speeds: { baseline: 20, candidate: 20 }, ...options })));

test('a lost phone, a measurement that proves nothing, and a build that crashes end in three codes', () => {
  const devices = ['one', 'two'];
  expect(exitCodeAfter({ devices })).toBe(0);
  expect(exitCodeAfter({ devices, lost: (device) => device === 'two' })).toBe(7);
  const hot: SimulatedRun['edit'] = (log) => log.replace('"lowPowerMode":false', '"lowPowerMode":true');
  expect(exitCodeAfter({ devices, edit: hot })).toBe(4);
  // One phone was lost, and the other one proves nothing: measured again it would prove nothing, either.
  expect(exitCodeAfter({ devices, edit: hot, lost: (device) => device === 'two' })).toBe(4);
  expect(exitCodeAfter({ devices, ends: ({ role }) => (role === 'candidate' ? 'crashed' : null) })).toBe(1);
});

test.each([
  ['an app that could not be installed', ['INSTALL_REFUSED', 'IPA_INVALID'], 5],
  ['a host that failed', ['APPIUM_LOST', 'DISK_FULL'], 6],
  ['an app and a host', ['INSTALL_REFUSED', 'APPIUM_LOST'], 7],
  ['an app and a cable', ['INSTALL_REFUSED', 'TUNNEL_LOST'], 7],
  ['a code of another time', ['INSTALL_REFUSED', 'NO_SUCH_CODE'], 7],
])('phones that were all lost by %s say so by the exit code', (_, [one = '', two = ''], code) => {
  const lostBy = (device: string): string => (device === 'one' ? one : two);
  expect(exitCodeAfter({ devices: ['one', 'two'], lost: () => true, lostBy })).toBe(code);
});
