import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, type PlistValue } from 'plist';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  ARM64,
  codeSignature,
  deflatedZip,
  fatProgram,
  signedProfile,
  thinProgram,
  X86_64,
} from '../app-archive/signed-app.fixture.ts';
import { writeIpa } from '../virtual-phone/ipa.ts';
import { MEMORY_ENTITLEMENT } from './build-lacks.ts';
import { inspectBuild } from './inspect-build.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-inspect-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const info = {
  CFBundleIdentifier: 'com.acme.app',
  CFBundleShortVersionString: '1.2',
  CFBundleVersion: '77',
  CFBundleExecutable: 'App',
  MinimumOSVersion: '18.2',
  UIFileSharingEnabled: true,
  HeatsoakCommit: '1a2b3c4',
  CFBundleURLTypes: [{ CFBundleURLSchemes: ['heatsoak'] }],
};
const entitlements = {
  'application-identifier': 'TEAM123456.com.acme.app',
  'get-task-allow': true,
  [MEMORY_ENTITLEMENT]: true,
};
const profile = {
  Name: 'Team profile',
  TeamIdentifier: ['TEAM123456'],
  ExpirationDate: new Date('2127-01-02T03:04:05Z'),
  ProvisionedDevices: ['00008120-000A1B2C3D4E5F67'],
  Entitlements: entitlements,
};
const plist = (values: unknown): Buffer => Buffer.from(build(values as PlistValue));
const parts = (over: Readonly<Record<string, Buffer | null>> = {}): Record<string, Buffer> =>
  Object.fromEntries(
    Object.entries({
      'Info.plist': plist(info),
      App: thinProgram(codeSignature({ entitlements })),
      'embedded.mobileprovision': signedProfile(profile),
      'Frameworks/Engine.framework/Engine': Buffer.alloc(5000),
      ...over,
    }).flatMap(([name, bytes]) => (bytes === null ? [] : [[name, bytes]])),
  );

async function archive(files: Readonly<Record<string, Buffer>>, below = 'Payload/App.app/'): Promise<string> {
  const path = join(folder, 'app.ipa');
  const named = Object.entries(files).map(([name, bytes]) => [`${below}${name}`, bytes]);
  await writeFile(path, deflatedZip(Object.fromEntries(named)));
  return path;
}

test('a build tells what it is, how it is signed and for whom, and lacks nothing', async () => {
  const found = await inspectBuild(await archive(parts()));
  expect(found).toMatchObject({
    ...{ kind: 'ipa', appName: 'App.app', bundleId: 'com.acme.app', version: '1.2', buildNumber: '77' },
    ...{ minimumOs: '18.2', commit: '1a2b3c4', sharesFiles: true, urlSchemes: ['heatsoak'], lacks: [] },
    executable: { slices: [{ architecture: 'arm64', platform: 'iOS', textBytes: 0x4000 }] },
    signature: { teamId: 'TEAM123456', identifier: 'com.acme.app', entitlements },
    profile: { kind: 'development', teamId: 'TEAM123456', devices: ['00008120…5F67'] },
    sizes: { files: 4 },
  });
  expect(found.sizes.storedBytes).toBeLessThan(found.sizes.unpackedBytes);
  const whole = await inspectBuild(found.path, { udids: true });
  expect(whole.profile?.devices).toEqual(profile.ProvisionedDevices);
});

test('the ZIP of an .app, and the folder itself, tell the same', async () => {
  const ofIpa = await inspectBuild(await archive(parts()));
  const ofZip = await inspectBuild(await archive(parts(), 'App.app/'));
  for (const [name, bytes] of Object.entries(parts())) {
    const path = join(folder, 'App.app', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
  const ofFolder = await inspectBuild(join(folder, 'App.app'));
  const told = ({ path: _, kind: __, sizes, ...rest }: typeof ofIpa) => ({ ...rest, files: sizes.files });
  expect([ofZip.kind, ofFolder.kind]).toEqual(['zipped app', 'app folder']);
  expect(told(ofZip)).toEqual(told(ofIpa));
  expect(told(ofFolder)).toEqual(told(ofIpa));
});

const without = (key: string): Buffer => plist({ ...info, [key]: undefined });
const less = { ...entitlements, [MEMORY_ENTITLEMENT]: undefined };
test.each([
  ['device', { App: null }],
  ['device', { App: thinProgram(codeSignature({ entitlements }), { platform: 7 }) }],
  ['device', { App: fatProgram([[X86_64, thinProgram(null, { processor: X86_64 })]]) }],
  ['file-sharing', { 'Info.plist': without('UIFileSharingEnabled') }],
  ['signed', { App: thinProgram(null) }],
  ['signed', { 'embedded.mobileprovision': null }],
  [
    'profile-kind',
    { 'embedded.mobileprovision': signedProfile({ ...profile, ProvisionedDevices: undefined }) },
  ],
  [
    'profile-expiry',
    { 'embedded.mobileprovision': signedProfile({ ...profile, ExpirationDate: new Date(0) }) },
  ],
  ['profile-allows', { 'embedded.mobileprovision': signedProfile({ ...profile, Entitlements: less }) }],
  ['team', { App: thinProgram(codeSignature({ entitlements, teamId: 'OTHER12345' })) }],
  ['memory-limit', { App: thinProgram(codeSignature({ entitlements: less })) }],
  ['url-scheme', { 'Info.plist': without('CFBundleURLTypes') }],
  ['minimum-os', { 'Info.plist': plist({ ...info, MinimumOSVersion: '16.0' }) }],
] as const)('what a build lacks is said, with what mends it: %s', async (id, over) => {
  const { lacks } = await inspectBuild(await archive(parts(over)));
  expect(lacks.map((lack) => lack.id)).toContain(id);
  expect(lacks.every(({ says, mend }) => says !== '' && mend !== '')).toBe(true);
});

test('a program for a phone beside one for a simulator is the one that is read', async () => {
  const App = fatProgram([
    [X86_64, thinProgram(codeSignature({ teamId: 'OTHER12345' }), { processor: X86_64, platform: 7 })],
    [ARM64, thinProgram(codeSignature({ entitlements }))],
  ]);
  expect((await inspectBuild(await archive(parts({ App })))).signature?.teamId).toBe('TEAM123456');
});

test('a program above what the App Store takes is told with both numbers and their source', async () => {
  const App = thinProgram(codeSignature({ entitlements }), { textBytes: 600e6 });
  const { limits } = await inspectBuild(await archive(parts({ App })));
  expect(limits[1]).toMatchObject({ bytes: 600e6, limitBytes: 500e6, keeps: false });
  expect(limits[1]?.source).toContain('maximum-build-file-sizes');
});

test('the app of a virtual phone is read, and lacks what only a real one has', async () => {
  const path = join(folder, 'virtual.ipa');
  await writeIpa(path, { bundleId: 'dev.a', version: '7', name: 'Phi', plantedEffects: {} });
  const { version, signature, profile: found } = await inspectBuild(path);
  expect({ version, signature, found }).toEqual({ version: '7', signature: null, found: null });
});

test.each([
  ['nothing there', async () => join(folder, 'none.ipa'), 'FILE_MISSING'],
  ['a folder without an app', async () => folder, 'APP_WITHOUT_INFO'],
  [
    'a profile that is none',
    () => archive(parts({ 'embedded.mobileprovision': Buffer.from('x') })),
    'APP_INFO_BROKEN',
  ],
])('%s is refused by name', async (_, path, code) => {
  await expect(inspectBuild(await path())).rejects.toMatchObject({ code, kind: 'usage' });
});
