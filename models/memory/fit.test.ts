import { expect, test } from 'vitest';
import { fitOnPhone, type KnownBytes } from './fit.ts';

const MIB = 2 ** 20;
const known = (mebibytes: number): KnownBytes => ({
  bytes: mebibytes * MIB,
  source: 'a test',
  measured: false,
});

const phone = {
  name: 'A17 Pro',
  memory: known(8 * 1024),
  charged: { standard: known(3375), entitled: known(6144) },
};

const prediction = (charged: number, mapped: number) => ({
  context: 512,
  keyValueType: 'f16' as const,
  flashAttention: true,
  keyValueBytes: 0,
  stateBytes: 0,
  computeBytes: charged * MIB,
  outputBytes: 0,
  chargedBytes: charged * MIB,
  mappedBytes: mapped * MIB,
});

test.each([
  [1600, 2282, 'fits', 'Metal working set'],
  [3000, 100, 'fits', 'charged memory'],
  [3376, 1000, 'needs the entitlement', 'charged memory'],
  [6145, 100, 'does not fit', 'charged memory with the entitlement'],
  [100, 5505, 'needs the entitlement', 'longest piece of address space'],
  [3000, 4600, 'needs the entitlement', 'address space'],
  [1000, 4700, 'slow', 'Metal working set'],
] as const)('%i MiB charged and %i mapped: %s, by the %s', (charged, mapped, verdict, what) => {
  const fit = fitOnPhone(prediction(charged, mapped), phone);
  expect(fit).toMatchObject({ phone: 'A17 Pro', verdict, limit: { what } });
  expect(fit.limits).toHaveLength(6);
});

test('every limit says who gives it and that it was not measured', () => {
  for (const limit of fitOnPhone(prediction(100, 100), phone).limits)
    expect(limit).toMatchObject({ source: expect.stringMatching(/./), measured: false });
});

test('a simulated phone knows its own limits', () => {
  const own = { ...known(3375), source: 'the simulated phone', measured: true };
  const fit = fitOnPhone(prediction(3374, 1), { ...phone, charged: { ...phone.charged, standard: own } });
  expect(fit.limit).toMatchObject({ what: 'charged memory', measured: true });
});
