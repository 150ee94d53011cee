import { type Dictionary, readPlist } from './read-plist.ts';

/** Who may install what is signed with it. */
export const profileKinds = ['development', 'ad hoc', 'enterprise', 'App Store'] as const;
export type ProfileKind = (typeof profileKinds)[number];

/** What a provisioning profile says. */
export interface ProvisioningProfile {
  readonly name: string;
  readonly kind: ProfileKind;
  /** Null: it names no team. */
  readonly teamId: string | null;
  /** The app id that it is for, without the team: `com.acme.app`, or with a `*` at its end. */
  readonly appId: string;
  readonly expiresAt: Date;
  /** Udids that it names; null: any phone. */
  readonly udids: readonly string[] | null;
  readonly entitlements: Readonly<Dictionary>;
}

const BEGIN = '<?xml';
const END = '</plist>';

/**
 * Reads a profile out of its signed envelope: the property list lies in it as it is. The signature is the phone's to check.
 * @throws Error that says what is wrong with it
 */
export function readProvisioningProfile(bytes: Uint8Array): ProvisioningProfile {
  const text = new TextDecoder('latin1').decode(bytes);
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error('there is no property list in the profile');
  const values = readPlist(bytes.subarray(begin, end + END.length));
  const expiresAt = values['ExpirationDate'];
  if (!(expiresAt instanceof Date) || Number.isNaN(expiresAt.getTime()))
    throw new Error('the profile has no ExpirationDate');
  const entitlements = dictionary(values['Entitlements']);
  const isForAll = values['ProvisionsAllDevices'] === true;
  const [teamId] = texts(values['TeamIdentifier']);
  return {
    name: String(values['Name'] ?? 'a profile without a name'),
    kind: kindOf(values, entitlements),
    teamId: teamId ?? null,
    appId: String(entitlements['application-identifier'] ?? '').replace(/^[^.]*\./, ''),
    expiresAt,
    udids: isForAll ? null : texts(values['ProvisionedDevices']),
    entitlements,
  };
}

/** Apple writes no kind into a profile; these are the marks by which its own tools tell them apart. */
function kindOf(values: Dictionary, entitlements: Dictionary): ProfileKind {
  if (values['ProvisionsAllDevices'] === true) return 'enterprise';
  if (!Array.isArray(values['ProvisionedDevices'])) return 'App Store';
  return entitlements['get-task-allow'] === true ? 'development' : 'ad hoc';
}

/** The profile that an app runs under: of several that are for it the phone takes the one that lasts longest. */
export const profileFor = <P extends Pick<ProvisioningProfile, 'appId' | 'expiresAt'>>(
  bundleId: string,
  profiles: readonly P[],
): P | undefined =>
  profiles
    .filter(({ appId }) => isFor(appId, bundleId))
    .sort((a, b) => b.expiresAt.getTime() - a.expiresAt.getTime())[0];

const isFor = (appId: string, bundleId: string): boolean =>
  appId.endsWith('*') ? bundleId.startsWith(appId.slice(0, -1)) : appId === bundleId;

const dictionary = (value: unknown): Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
