import { buildChecks } from './build.ts';
import type { LaunchCheck } from './check.ts';
import { environmentChecks } from './environment.ts';
import { firstRunChecks } from './first-run.ts';
import { hostChecks } from './host.ts';
import { logChecks } from './log.ts';
import { memoryGrowthCheck } from './memory-growth.ts';
import { outcomeChecks } from './outcome.ts';
import { polledCheck } from './polled.ts';
import { speculativeChecks } from './speculative.ts';
import { thermalStartChecks } from './thermal-start.ts';
import { trialChecks } from './trials.ts';

export { runChecks } from './run.ts';
export { sessionChecks } from './session.ts';

/** Every check of a single launch. */
export const launchChecks: readonly LaunchCheck[] = [
  ...logChecks,
  ...outcomeChecks,
  ...thermalStartChecks,
  ...environmentChecks,
  ...buildChecks,
  ...trialChecks,
  ...firstRunChecks,
  ...speculativeChecks,
  memoryGrowthCheck,
  ...hostChecks,
  polledCheck,
];
