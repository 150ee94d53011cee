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
  /** Path of the program that is every app's agent; the TypeScript agent where there is none. */
  readonly agentProgram?: string | null;
}
