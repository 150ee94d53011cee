import type { Host } from './host.ts';

/** A phone's tunnel as the registry lists it. */
export interface TunnelSeen {
  readonly connectionType: string;
  /** Names of the services that the phone offers. */
  readonly services: readonly string[];
}

export interface AppOnPhone {
  readonly bundleId: string;
  /** What the phone says it was signed with; null: it does not say. */
  readonly entitlements: Readonly<Record<string, unknown>> | null;
}

/** A provisioning profile that was read. */
export interface Profile {
  readonly name: string;
  /** The app id that it is for, without the team: `com.acme.app`, or with a `*` at its end. */
  readonly appId: string;
  readonly expiresAt: Date;
  /** Udids that it names; null: any phone. */
  readonly udids: readonly string[] | null;
  readonly entitlements: Readonly<Record<string, unknown>>;
}

/** What an app archive says of itself. */
export interface ArchiveFacts {
  readonly sharesFiles: boolean;
  readonly minimumOs: string | null;
  /** Whether it is built for a phone's processor, and not for a simulator; null: it does not say. */
  readonly isForDevice: boolean | null;
  /** What its program is signed with; null: it is not signed, or says nothing. */
  readonly entitlements: Readonly<Record<string, unknown>> | null;
  /** Null: it has none, as that of a virtual phone. */
  readonly profile: Profile | null;
}

/** A build that is to run on the phone. */
export interface ExaminedBuild {
  readonly name: string;
  readonly bundleId: string;
  readonly appBytes: number;
  readonly modelBytes: number;
  readonly modelSha256: string;
  /** What build.json says that the app is signed with; absent: it says nothing. */
  readonly entitlements?: readonly string[] | undefined;
  archive(): Promise<ArchiveFacts>;
}

/** WebDriverAgent's own word. */
export interface AgentStatus {
  readonly version: string | null;
  /** Of whoever drives the phone now; null: nobody. */
  readonly session: string | null;
}

/** WebDriverAgent, as far as a doctor needs it. */
export interface Agent {
  /** What answers before we opened anything; null: nothing, or no address is known. */
  status(): Promise<AgentStatus | null>;
  /** Makes sure that it runs, and says what it is. One that is not on the phone is put there first, where there is a package. */
  start(): Promise<AgentStatus>;
  isLocked(): Promise<boolean>;
  /** The words of what is in front; null: nothing is. */
  alert(): Promise<string | null>;
}

/** What devices.json says of the phone. */
export interface ExpectedPhone {
  readonly id: string;
  readonly udid: string;
  readonly os: string;
  /** The pinned build of iOS; absent: any. */
  readonly osBuild?: string | undefined;
  readonly model: string;
  /** Id under which iOS lists the WebDriverAgent that devices.json names; null: it names the address of one that runs. */
  readonly webDriverAgent: string | null;
  /** The signed package of devices.json that a phone without a WebDriverAgent is given. */
  readonly spareAgent?: string | undefined;
  readonly isVirtual: boolean;
  /** Gate of the cool-down, °C. */
  readonly gateCelsius: number;
}

/** What may be asked of a phone and of the way to it. Each question has a limit of its own and throws when it has no answer. */
export interface ExaminedPhone {
  readonly host: Host;
  readonly expected: ExpectedPhone;
  readonly builds: readonly ExaminedBuild[];
  readonly now: () => Date;
  readonly agent: Agent;
  /** Who holds the phone; null: we do. */
  holder(): Promise<string | null>;
  tunnel(): Promise<TunnelSeen | null>;
  /** Has the registry look again, as after a developer image was mounted. */
  refreshTunnel(): Promise<TunnelSeen | null>;
  /** A value of lockdown; without a key the whole dictionary. */
  lockdown(key: string): Promise<unknown>;
  /** The registry entry of the power source; `{}` where the phone has none. */
  powerSource(): Promise<Readonly<Record<string, unknown>>>;
  freeBytes(): Promise<number>;
  apps(): Promise<readonly AppOnPhone[]>;
  /** Ids of the WebDriverAgents that are installed. */
  runners(): Promise<readonly string[]>;
  profiles(): Promise<readonly Profile[]>;
  isDeveloperModeOn(): Promise<boolean>;
  isImageMounted(): Promise<boolean>;
  /** Models that lie in the app's Documents. */
  models(bundleId: string): Promise<readonly { readonly sha256: string; readonly sizeBytes: number }[]>;
  /** Writes, reads and renames a small file in the app's Documents. */
  tryDocuments(bundleId: string): Promise<void>;
  /** What the agent wrote when it was launched without a plan; null: nothing. */
  hello(bundleId: string): Promise<string | null>;
  /** Sends so many bytes and removes them again. @returns bytes a second of the second half */
  sendingSpeed(bytes: number): Promise<number>;
  /** Seconds of the phone's own time. */
  wait(seconds: number): Promise<void>;
}
