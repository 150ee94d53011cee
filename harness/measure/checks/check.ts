import type { Manifest, PlannedBuild, PlannedDevice } from '../../experiment/manifest.ts';
import type { Journal } from '../../experiment/read-journal.ts';
import type { Caveat } from '../caveat.ts';
import type { CopiedTimes } from '../copied-times.ts';
import type { LaunchRecord } from '../result.ts';

/**
 * What a finding does. What a log says against the plan `excludes`: the launch's values stay out of every statistic, or
 * `invalidates`: nothing is concluded for the device. What it does not say `doubts`: the values are compared and shown, a
 * regression counts, and the device does not pass. A `note` is reported and does nothing.
 */
export const effects = ['note', 'doubts', 'excludes', 'invalidates'] as const;
export type Effect = (typeof effects)[number];

interface Rule {
  /** Stable, such as `low-power-mode`. */
  readonly code: string;
  /** What must hold, in one sentence. */
  readonly rule: string;
  readonly effect: Effect;
}

/** What a check may know beside the launch itself. */
export interface LaunchContext {
  readonly manifest: Manifest;
  readonly device: PlannedDevice;
  readonly build: PlannedBuild | undefined;
  /** All launches of the device, in order. */
  readonly session: readonly LaunchRecord[];
  /** What the harness did to the device. */
  readonly harness: Journal | undefined;
  /** Whose launch's token times stand in this launch too, if any. */
  readonly copies: CopiedTimes;
}

/** Checks one launch. */
export interface LaunchCheck extends Rule {
  /** What is wrong, or null. */
  find(launch: LaunchRecord, context: LaunchContext): string | null;
}

/** Launches that other checks took out, each with the first reason. */
export type ExcludedLaunches = ReadonlyMap<LaunchRecord, Pick<Caveat, 'code' | 'message'>>;

/** Checks a device's whole session. */
export interface SessionCheck extends Rule {
  find(context: Omit<LaunchContext, 'build' | 'copies'>, excluded: ExcludedLaunches): string | null;
}

/** Checks the run's plan. */
export interface RunCheck extends Rule {
  find(manifest: Manifest): string | null;
}
