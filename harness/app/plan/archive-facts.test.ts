import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type PlistValue } from 'plist';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { storedZip } from '../../virtual-phone/stored-zip.ts';
import { readArchiveFacts } from './archive-facts.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-archive-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const info = {
  ...{ CFBundleIdentifier: 'com.acme.app', CFBundleExecutable: 'App', MinimumOSVersion: '18.2' },
  UIFileSharingEnabled: true,
};
const profile = {
  Name: 'Team profile',
  ExpirationDate: new Date('2027-01-02T03:04:05Z'),
  ProvisionedDevices: ['00008120-000A1B2C3D4E5F67'],
  Entitlements: { 'application-identifier': 'TEAM123456.com.acme.app', 'get-task-allow': true },
};
/** As a signature wraps it. */
const signed = (value: unknown): Buffer =>
  Buffer.concat([
    Buffer.from([0x30, 0x82]),
    Buffer.from(build(value as PlistValue)),
    Buffer.from([0xa0, 0x80]),
  ]);
const machO = (magic: number, processor: number): Buffer => {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt32LE(magic, 0);
  bytes.writeUInt32LE(processor, 4);
  return bytes;
};
const arm64 = machO(0xfeedfacf, 0x0100000c);

async function archive(files: Readonly<Record<string, Buffer>>): Promise<string> {
  const path = join(folder, 'app.ipa');
  const entries = Object.entries(files).map(([name, bytes]) => ({ name: `Payload/App.app/${name}`, bytes }));
  await writeFile(path, storedZip(entries));
  return path;
}

test('an archive tells what it wants of a phone, and for which phones it is signed', async () => {
  const path = await archive({
    'Info.plist': Buffer.from(build(info)),
    App: arm64,
    'embedded.mobileprovision': signed(profile),
  });
  expect(await readArchiveFacts(path)).toEqual({
    ...{ sharesFiles: true, minimumOs: '18.2', isForDevice: true, entitlements: null },
    profile: {
      ...{ kind: 'development', teamId: null },
      ...{ name: 'Team profile', appId: 'com.acme.app', udids: profile.ProvisionedDevices },
      ...{ expiresAt: profile.ExpirationDate, entitlements: profile.Entitlements },
    },
  });
});

test('a profile of a company names no phones', async () => {
  const files = { 'embedded.mobileprovision': signed({ ...profile, ProvisionsAllDevices: true }) };
  const path = await archive({ 'Info.plist': Buffer.from(build(info)), ...files });
  expect((await readArchiveFacts(path)).profile?.udids).toBeNull();
});

test.each([
  ['a simulator of today', { ...info, CFBundleSupportedPlatforms: ['iPhoneSimulator'] }, arm64],
  ['a simulator of Intel Macs', info, machO(0xfeedfacf, 0x01000007)],
])('an app for %s is known as such', async (_, values, executable) => {
  const path = await archive({ 'Info.plist': Buffer.from(build(values)), App: executable });
  expect((await readArchiveFacts(path)).isForDevice).toBe(false);
});

test('what an archive has not is not made up', async () => {
  const path = await archive({ 'Info.plist': Buffer.from(build({ CFBundleIdentifier: 'com.acme.app' })) });
  expect(await readArchiveFacts(path)).toEqual({
    ...{ sharesFiles: false, minimumOs: null, isForDevice: null, entitlements: null, profile: null },
  });
});
