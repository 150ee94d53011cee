import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { unlessProfileEnded } from './ended-profile.ts';
import { type TunnelledPhone, tunnelledPhone } from './tunnelled-phone.fixture.ts';

const bundleId = 'dev.heatsoak.signed';
const refused = new HeatsoakError('APP_NOT_TRUSTED', 'iOS does not trust who signed the app');
let rig: TunnelledPhone;
beforeEach(async () => {
  rig = await tunnelledPhone('PROFILES');
  await rig.phone.preinstall({ bundleId, version: '1', name: 'Signed', plantedEffects: {} });
});
afterEach(() => rig.close());

const whyOf = (error: unknown, id = bundleId): Promise<unknown> =>
  unlessProfileEnded(error, { registryPort: rig.registry.port, udid: rig.phone.udid, bundleId: id });

test('an app that is refused when its profile has ended is told so, with the day', async () => {
  rig.phone.condition.profilesEndAt = new Date('2026-01-02T03:04:05Z');
  expect(await whyOf(refused)).toMatchObject({
    code: 'PROFILE_EXPIRED',
    kind: 'install',
    message: expect.stringContaining(
      `the profile "Virtual ${bundleId}" of ${bundleId} has ended on 2026-01-02`,
    ),
  });
});

test('a profile that lasts, or that of another app, explains nothing', async () => {
  expect(await whyOf(refused)).toBe(refused);
  rig.phone.condition.profilesEndAt = new Date(0);
  expect(await whyOf(refused, 'dev.heatsoak.other')).toBe(refused);
});

test('another fault is not asked about, and a phone that does not tell keeps its fault', async () => {
  rig.phone.condition.profilesEndAt = new Date(0);
  const other = new HeatsoakError('TUNNEL_LOST', 'the tunnel is gone');
  expect(await whyOf(other)).toBe(other);
  rig.phone.condition.refusing = ['com.apple.misagent.shim.remote'];
  expect(await whyOf(refused)).toBe(refused);
});
