import type { Cleared } from './clear-screen.ts';
import type { ReportedDeath } from './death-of.ts';

/** Progress of a long transfer: bytes that have arrived so far. */
export type TransferProgress = (sentBytes: number) => void;

export interface ModelArtefact {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Of a model of several files, relative to the folder of `path`; the one that the engine opens comes last. */
  readonly files?:
    | readonly { readonly name: string; readonly sha256: string; readonly sizeBytes: number }[]
    | undefined;
}

export interface BatteryReading {
  readonly percent: number | null;
  /** Null where the phone did not report it; a lost tunnel has the same effect. */
  readonly temperatureCelsius: number | null;
  readonly charging: boolean | null;
}

/** `unknown`: a number that WebDriverAgent did not have when this was written; it says nothing of the app. */
export type AppState = 'not-installed' | 'not-running' | 'background' | 'foreground' | 'unknown';

/** A model that was removed from a phone. */
export interface RemovedModel {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** How room is made for a model. */
export interface Room {
  /** SHA-256 of models that stay, however short the space is. */
  readonly keep: readonly string[];
  /** What all models of the app may take; absent: whatever the phone has. */
  readonly budgetBytes?: number | undefined;
  /** Called for each model that was removed. */
  onRemoved(model: RemovedModel): Promise<void>;
}

/** One iPhone as a session sees it. Every call is bounded and is written to the session's log. */
export interface Phone {
  readonly udid: string;
  /** Installs or upgrades in place; the container stays. */
  install(appPath: string): Promise<void>;
  /**
   * Streams the model into the app's Documents, unless it is there already. With `room`, models that were used least recently are
   * removed from a phone that is full, or has more of them than it may.
   */
  pushModel(
    bundleId: string,
    model: ModelArtefact,
    progress: TransferProgress,
    room?: Room,
  ): Promise<'pushed' | 'skipped'>;
  writePlan(bundleId: string, launch: string, json: string): Promise<void>;
  /** Unlocks the phone and dismisses alerts, outside measured windows. @returns what lay in front */
  clearScreen(): Promise<readonly Cleared[]>;
  /** Terminates a running instance first: a running app would ignore its environment. */
  launch(bundleId: string, environment: Readonly<Record<string, string>>): Promise<void>;
  state(bundleId: string): Promise<AppState>;
  terminate(bundleId: string): Promise<void>;
  /** `status.json` of a launch, or null when the agent has not written one yet. */
  readStatus(bundleId: string, launch: string): Promise<string | null>;
  /** The agent's log so far; empty when there is none. */
  readEvents(bundleId: string, launch: string): Promise<Buffer>;
  /** Removes the folders of launches whose logs were fetched; what is not there is no error. */
  removeLaunches(bundleId: string, launches: readonly string[]): Promise<void>;
  /** Why the app of a launch died, by the phone's own crash reports; null where it has written none. */
  deathOf(bundleId: string, launch: string): Promise<ReportedDeath | null>;
  /** UUID of the phone's boot, another one after each start; null where it does not say. */
  bootSession(): Promise<string | null>;
  /** Whether an app runs, as Instruments see it: where WebDriverAgent is gone. */
  isRunning(bundleId: string): Promise<boolean>;
  /** Ends an app through Instruments; one that does not run is no error. */
  kill(bundleId: string): Promise<void>;
  /** 0 nominal … 3 critical, or null when the phone does not say. */
  thermal(): Promise<0 | 1 | 2 | 3 | null>;
  battery(): Promise<BatteryReading>;
  close(): Promise<void>;
}
