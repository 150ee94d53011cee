import type { ThermalState } from '../../protocol/event.ts';
import type { HeatState } from '../physics/heat.ts';
import type { PlantedEffects } from '../physics/planted-effects.ts';

/** What a phone is asked to open. */
export interface LaunchRequest {
  readonly bundleId: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly documentsDir: string;
  /** `effects` as the build carries them. */
  readonly app: { readonly version: string; readonly name: string; readonly effects: unknown };
}

/** Everything that the virtual app's process needs for one launch; passed as JSON. */
export interface LaunchOrder {
  readonly documentsDir: string;
  /** The launch that `HEATSOAK_SESSION` names; its folder holds the plan. */
  readonly launch: string;
  readonly profile: string;
  readonly effects: PlantedEffects;
  readonly seed: number;
  /** Launches before this one on this phone: picks the noise. */
  readonly phoneLaunchIndex: number;
  /** Launches of this build before this one: from one of them on another OS may run. */
  readonly buildLaunchIndex: number;
  /** Nothing of the model is in memory from a launch before. */
  readonly cold: boolean;
  readonly heat: HeatState;
  readonly batteryPercent: number;
  readonly osVersion: string;
  readonly osBuild: string;
  readonly bundleId: string;
  readonly version: string;
  /** UTC at the app's start, ISO 8601. */
  readonly wallClockStart: string;
  /** Path of the program that is the app's agent; null for the TypeScript agent. */
  readonly agentProgram: string | null;
}

/** A measured window opened or closed, at this time of the host (`performance.timeOrigin + performance.now()`). */
export interface WindowMessage {
  readonly type: 'window';
  readonly open: boolean;
  readonly trial: number;
  readonly atMs: number;
}

/** Between two trials. `clockUs` counts from the app's start. */
export interface StateMessage {
  readonly type: 'state';
  readonly thermalState: ThermalState;
  readonly heat: HeatState;
  readonly clockUs: number;
}

/** The app will compute no more: it is idle, gone, or hangs. */
export interface EndMessage {
  readonly type: 'done' | 'died' | 'hung';
  /** Of an app that died. */
  readonly cause?: 'jetsam' | 'crash';
  /** Charged to the app. */
  readonly bytes: number;
  readonly heat: HeatState;
  readonly elapsedUs: number;
}

/** What the app's process reports to the phone. */
export type AppMessage = WindowMessage | StateMessage | EndMessage;
