import { randomUUID } from 'node:crypto';

/** The state in which an operator left a phone: what is set, what lies in front, what its services say. All of it may change. */
export interface PhoneCondition {
  developerMode: boolean;
  /** Whether the developer image is mounted: without it the services of developers are absent. */
  imageMounted: boolean;
  isLocked: boolean;
  /** A phone with one is not unlocked by WebDriverAgent. */
  hasPasscode: boolean;
  /** Words of an alert in front. */
  alert: string | null;
  /** Bundle ids of the WebDriverAgents that are installed. */
  runners: string[];
  /** Of the profiles of WebDriverAgent and of every app. */
  profilesEndAt: Date;
  /** Seconds by which its clock is ahead. */
  clockSkewSeconds: number;
  /** Keys that its power source has beside, or instead; null: diagnostics have no power source. */
  powerSource: Readonly<Record<string, unknown>> | null;
  /** Services that it does not offer, that refuse a connection, and that take one and say nothing; by their catalogue names. */
  withheld: string[];
  refusing: string[];
  silent: string[];
  /** Whether each app's Documents are shared. */
  sharesDocuments: boolean;
  /** Who has a session of WebDriverAgent open. */
  session: string | null;
  agentVersion: string;
  /** How the tunnel reaches it; null: the registry does not list it. */
  connectionType: 'USB' | 'Network' | null;
  /** How long it installs an app, in real time; it says every 100 ms that it does. */
  installTakesMs: number;
  /** It takes no app: the signature of each is wrong for it. */
  refusesApps: boolean;
  /** Nothing can be written to it. */
  isFull: boolean;
  /** UUID of its boot: another one after each start. */
  bootSession: string;
  /** In the place of what its body says of the battery; null: as it is. */
  batteryCelsius: number | null;
  batteryPercent: number | null;
  /** What becomes of the phone when it is told to restart. */
  onRestart: () => void;
  /** What installed apps are signed with. */
  entitlements: Readonly<Record<string, unknown>>;
}

/** Whether iOS takes apps for unsigned: it neither installs nor starts them. */
export const hasProfileEnded = ({ profilesEndAt }: Pick<PhoneCondition, 'profilesEndAt'>): boolean =>
  profilesEndAt.getTime() <= Date.now();

const A_YEAR_MS = 365 * 86_400_000;

/** Services that come with the developer image. */
export const ofTheImage = ['com.apple.instruments.dtservicehub', 'com.apple.dt.testmanagerd.remote'];

/** A phone of a lab that is looked after. */
export const healthyCondition = (): PhoneCondition => ({
  developerMode: true,
  imageMounted: true,
  isLocked: false,
  hasPasscode: false,
  alert: null,
  runners: ['com.facebook.WebDriverAgentRunner.xctrunner'],
  profilesEndAt: new Date(Date.now() + A_YEAR_MS),
  clockSkewSeconds: 0,
  powerSource: {},
  withheld: [],
  refusing: [],
  silent: [],
  sharesDocuments: true,
  session: null,
  agentVersion: '16.12.9',
  connectionType: 'USB',
  installTakesMs: 0,
  refusesApps: false,
  isFull: false,
  bootSession: randomUUID(),
  batteryCelsius: null,
  batteryPercent: null,
  onRestart: () => undefined,
  entitlements: {},
});
