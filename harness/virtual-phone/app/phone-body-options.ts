import type { DeadApp } from '../services/crash-reports.ts';

/** Who a phone is. */
export interface PhoneBodyOptions {
  /** Name of a row of the calibration table. */
  readonly profile: string;
  /** Equal seeds and launches give equal logs. */
  readonly seed: number;
  readonly osVersion: string;
  readonly osBuild: string;
  /** UTC at which the phone's virtual time begins, ISO 8601. */
  readonly startedAt: string;
  /** Called when an app has died of itself, before it is seen to be gone. */
  readonly onDeath?: (dead: DeadApp) => void;
  /** Path of the program that is every app's agent; the TypeScript agent where there is none. */
  readonly agentProgram?: string | null;
}
