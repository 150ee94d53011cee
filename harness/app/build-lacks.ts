import { LEAST_IOS } from '../lab/devices-file.ts';
import type { BuildInspection, LackOfBuild } from './build-inspection.ts';

type Inspected = Omit<BuildInspection, 'lacks'>;

/** What a measured build has, in the order in which a phone or a run would miss it. */
interface Need {
  readonly id: string;
  readonly weight: LackOfBuild['weight'];
  readonly mend: string;
  /** What is wrong; null: it has it. */
  lack(build: Inspected, now: Date): string | null;
}

export const MEMORY_ENTITLEMENT = 'com.apple.developer.kernel.increased-memory-limit';

const needs: readonly Need[] = [
  {
    id: 'device',
    weight: 'needed',
    mend: 'build it for a device: arm64',
    lack({ executable }) {
      const slices = executable?.slices;
      if (!slices) return 'it has no program that a phone could run';
      const runs = slices.some(
        ({ architecture, platform }) =>
          architecture.startsWith('arm64') && (platform === null || platform === 'iOS'),
      );
      const has = slices.map(({ architecture, platform }) => `${architecture} ${platform ?? ''}`.trim());
      return runs ? null : `its program is for ${has.join(', ')}`;
    },
  },
  {
    id: 'file-sharing',
    weight: 'needed',
    mend: 'add UIFileSharingEnabled to its Info.plist',
    lack: ({ sharesFiles }) =>
      sharesFiles ? null : 'it does not share its Documents: neither model nor plan can be put there',
  },
  {
    id: 'signed',
    weight: 'needed',
    mend: 'sign it with a development or ad hoc profile',
    lack: ({ signature, profile }) =>
      signature === null ? 'it is not signed' : profile === null ? 'it has no provisioning profile' : null,
  },
  {
    id: 'profile-kind',
    weight: 'needed',
    mend: 'export it for development or ad hoc distribution',
    lack: ({ profile }) =>
      profile?.kind === 'App Store' ? 'its profile is for the App Store: no cable installs it' : null,
  },
  {
    id: 'profile-expiry',
    weight: 'needed',
    mend: 'sign it again',
    lack: ({ profile }, now) =>
      profile !== null && Date.parse(profile.expiresAt) <= now.getTime()
        ? `its profile ended ${profile.expiresAt.slice(0, 10)}`
        : null,
  },
  {
    id: 'profile-allows',
    weight: 'needed',
    mend: 'add the capability to the app id, and sign it with a new profile',
    lack({ signature, profile }) {
      if (profile === null) return null;
      const beyond = signedWith(signature).filter((key) => !(key in profile.entitlements));
      return beyond.length > 0 ? `its profile does not allow ${beyond.join(', ')}` : null;
    },
  },
  {
    id: 'team',
    weight: 'needed',
    mend: 'sign it with a profile of the same team',
    lack: ({ signature, profile }) =>
      signature?.teamId && profile?.teamId && signature.teamId !== profile.teamId
        ? `it is signed by team ${signature.teamId}, its profile is of ${profile.teamId}`
        : null,
  },
  {
    id: 'memory-limit',
    weight: 'advised',
    mend: `sign it with ${MEMORY_ENTITLEMENT}, and name that in build.json`,
    lack: ({ signature }) =>
      signature !== null && !signedWith(signature).includes(MEMORY_ENTITLEMENT)
        ? 'it is signed without the increased memory limit: iOS ends it at about half of the memory'
        : null,
  },
  {
    id: 'url-scheme',
    weight: 'advised',
    mend: 'add the URL scheme heatsoak to its Info.plist',
    lack: ({ urlSchemes }) =>
      urlSchemes.includes('heatsoak') ? null : 'it has no URL scheme heatsoak: it cannot be started by hand',
  },
  {
    id: 'minimum-os',
    weight: 'advised',
    mend: `set MinimumOSVersion to ${LEAST_IOS}.0`,
    lack: ({ minimumOs }) =>
      minimumOs !== null && Number.parseInt(minimumOs, 10) < LEAST_IOS
        ? `it allows iOS ${minimumOs}: Heatsoak measures from iOS ${LEAST_IOS} on`
        : null,
  },
];

const signedWith = (signature: Inspected['signature']): string[] =>
  Object.entries(signature?.entitlements ?? {}).flatMap(([key, on]) => (on === false ? [] : [key]));

/** What this build lacks for being measured on a phone. */
export const lacksOf = (build: Inspected, now: Date): LackOfBuild[] =>
  needs.flatMap(({ id, weight, mend, lack }) => {
    const says = lack(build, now);
    return says === null ? [] : [{ id, weight, says, mend }];
  });
