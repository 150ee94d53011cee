import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveFacts } from '../../lab/doctor/phone.ts';
import { type ExaminedRig, healthyBuild } from '../examined-rig.fixture.ts';
import type { Planted } from './planted.fixture.ts';

const ofArchive =
  (change: Partial<ArchiveFacts>) =>
  (at: ExaminedRig): void => {
    at.builds = [
      { ...healthyBuild, archive: async () => ({ ...(await healthyBuild.archive()), ...change }) },
    ];
  };

const ofProfile =
  (change: Partial<NonNullable<ArchiveFacts['profile']>>) =>
  (at: ExaminedRig): void => {
    at.builds = [
      {
        ...healthyBuild,
        async archive() {
          const facts = await healthyBuild.archive();
          return { ...facts, profile: facts.profile && { ...facts.profile, ...change } };
        },
      },
    ];
  };

async function hello(at: ExaminedRig, content: unknown): Promise<void> {
  const container = at.phone.installedApps()[0]?.container ?? '';
  const folder = join(container, 'Documents/heatsoak/doctor');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'hello.json'), JSON.stringify(content));
}

/** What the agent of the app says, by the version of its protocol and what it sees. */
export const said = (v: number, environment: Record<string, unknown>) => (at: ExaminedRig) =>
  hello(at, { v, agent: 'swift', engine: 'llama.cpp', environment });

/** Faults of apps. */
export const ofApps: Planted[] = [
  {
    ...{ check: 'app.ipa', fault: 'its files are not shared', found: 'block' },
    plant: ofArchive({ sharesFiles: false }),
    mend: /UIFileSharingEnabled/,
  },
  {
    ...{ check: 'app.ipa', fault: 'it wants a newer iOS', found: 'block' },
    plant: ofArchive({ minimumOs: '26.2' }),
    mend: /MinimumOSVersion/,
  },
  {
    ...{ check: 'app.ipa', fault: 'it is built for a simulator', found: 'block' },
    plant: ofArchive({ isForDevice: false }),
    mend: /arm64/,
  },
  {
    ...{ check: 'app.ipa', fault: 'its profile does not name the phone', found: 'block' },
    plant: ofProfile({ udids: ['other'] }),
    mend: /register 00008140-000A1B2C3D4E5F67/,
  },
  {
    ...{ check: 'app.ipa', fault: 'its profile has ended', found: 'block' },
    plant: ofProfile({ expiresAt: new Date(0) }),
    mend: /sign dev\.heatsoak\.app again/,
  },
  {
    ...{ check: 'app.entitled', fault: 'signing dropped an entitlement', found: 'block' },
    plant: (at) => {
      at.builds = [{ ...healthyBuild, entitlements: ['com.apple.developer.kernel.increased-memory-limit'] }];
    },
    mend: /sign the app with the entitlements/,
  },
  {
    ...{ check: 'app.files', fault: 'its Documents are not shared', found: 'block' },
    plant: (at) => {
      at.phone.condition.sharesDocuments = false;
    },
    mend: /UIFileSharingEnabled/,
  },
  {
    ...{ check: 'agent.hello', fault: 'Low Power Mode is on', found: 'block' },
    plant: said(1, { lowPowerMode: true }),
    mend: /Low Power Mode off/,
  },
  {
    ...{ check: 'agent.hello', fault: 'the app is of another time', found: 'block' },
    plant: said(2, {}),
    mend: /install the app of this Heatsoak/,
  },
  {
    ...{ check: 'agent.hello', fault: 'no app has said hello', found: 'unknown' },
    plant: (at) => at.phone.installedApps().length,
    mend: /.*/,
  },
];
