import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, buildBinary, type PlistValue } from 'plist';
import { inspectBuild } from '../../harness/app/inspect-build.ts';
import { readCodeSignature } from '../../harness/app-archive/code-signature.ts';
import { readMachO } from '../../harness/app-archive/mach-o.ts';
import {
  ARM64,
  codeSignature,
  deflatedZip,
  fatProgram,
  signedProfile,
  thinProgram,
} from '../../harness/app-archive/signed-app.fixture.ts';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { readProvisioningProfile } from '../../harness/plist/provisioning-profile.ts';
import { readPlist } from '../../harness/plist/read-plist.ts';
import { storedZip } from '../../harness/virtual-phone/stored-zip.ts';
import { type FuzzTarget, inWords, reading } from './target.ts';

const entitlements = { 'application-identifier': 'TEAM123456.com.acme.app', 'get-task-allow': true };
const info = {
  CFBundleIdentifier: 'com.acme.app',
  CFBundleShortVersionString: '1.2',
  CFBundleExecutable: 'App',
  MinimumOSVersion: '18.2',
  UIFileSharingEnabled: true,
  CFBundleURLTypes: [{ CFBundleURLSchemes: ['heatsoak'] }],
  Numbers: [1, -2.5, { deep: [new Date(0), Buffer.from('data')] }],
};
const profile = {
  Name: 'Team profile',
  TeamIdentifier: ['TEAM123456'],
  ExpirationDate: new Date('2127-01-02T03:04:05Z'),
  ProvisionedDevices: ['00008120-000A1B2C3D4E5F67'],
  Entitlements: entitlements,
};
const xml = Buffer.from(build(info as PlistValue));
const binary = Buffer.from(buildBinary(info as PlistValue));
const program = thinProgram(codeSignature({ entitlements }));
const programs = [program, fatProgram([[ARM64, program]])];
const envelope = signedProfile(profile);

const parts = (plist: Buffer): Record<string, Buffer> => ({
  'Payload/A.app/Info.plist': plist,
  'Payload/A.app/App': program,
  'Payload/A.app/embedded.mobileprovision': envelope,
});
const stored = Object.entries(parts(xml)).map(([name, bytes]) => ({ name, bytes }));

const archive: FuzzTarget = {
  name: 'ipa',
  inputs: [deflatedZip(parts(xml)), deflatedZip(parts(binary)), storedZip(stored)],
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'heatsoak-fuzz-'));
    const path = join(folder, 'app.ipa');
    return {
      async read(bytes) {
        await writeFile(path, bytes);
        await inspectBuild(path);
      },
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
  isRefusal: (error) => error instanceof HeatsoakError && error.kind === 'usage',
};

/** The CRC of a ZIP keeps most damage away from what lies in it: its parts are damaged by themselves, too. */
const executable: FuzzTarget = {
  name: 'program',
  inputs: programs,
  open: reading(async (bytes) => {
    const slices = await readMachO(async (at, length) => bytes.subarray(at, at + length));
    for (const { signature } of slices ?? [])
      if (signature)
        readCodeSignature(bytes.subarray(signature.offset, signature.offset + signature.sizeBytes));
  }),
  isRefusal: inWords,
};

/** Readers of app archives and of what lies in them. */
export const archiveTargets: readonly FuzzTarget[] = [
  archive,
  executable,
  {
    name: 'mobileprovision',
    inputs: [envelope, signedProfile({ ...profile, ProvisionsAllDevices: true })],
    open: reading((bytes) => void readProvisioningProfile(bytes)),
    isRefusal: inWords,
  },
  { name: 'plist-xml', inputs: [xml], open: reading((bytes) => void readPlist(bytes)), isRefusal: inWords },
  {
    name: 'plist-binary',
    inputs: [binary],
    open: reading((bytes) => void readPlist(bytes)),
    isRefusal: inWords,
  },
];
