import { buildChecks } from './build.ts';
import { byteUnitCheck } from './byte-unit.ts';
import type { LaunchCheck, SessionCheck } from './check.ts';
import { engineChecks } from './engine.ts';
import { environmentChecks } from './environment.ts';
import { firstRunChecks } from './first-run.ts';
import { hostChecks } from './host.ts';
import { journalLaunchChecks, journalSessionChecks } from './journal.ts';
import { logChecks } from './log.ts';
import { lossChecks } from './loss.ts';
import { memoryGrowthCheck } from './memory-growth.ts';
import { outcomeChecks } from './outcome.ts';
import { plannedWorkCheck } from './planned-work.ts';
import { polledCheck } from './polled.ts';
import { restartChecks } from './restart.ts';
import { scoresCheck } from './scores.ts';
import { sessionChecks as ofSession } from './session.ts';
import { sideChecks } from './sides.ts';
import { speculativeChecks } from './speculative.ts';
import { thermalStartChecks } from './thermal-start.ts';
import { timesAgreeCheck } from './times-agree.ts';
import { trialChecks } from './trials.ts';
import { unknownChecks } from './unknown.ts';
import { whoseLogChecks } from './whose-log.ts';

export { runChecks } from './run.ts';

/** Every check of a single launch. */
export const launchChecks: readonly LaunchCheck[] = [
  ...whoseLogChecks,
  ...logChecks,
  ...outcomeChecks,
  ...thermalStartChecks,
  ...environmentChecks,
  ...buildChecks,
  ...engineChecks,
  plannedWorkCheck,
  timesAgreeCheck,
  ...trialChecks,
  ...firstRunChecks,
  ...speculativeChecks,
  scoresCheck,
  byteUnitCheck,
  memoryGrowthCheck,
  ...hostChecks,
  polledCheck,
  ...journalLaunchChecks,
  ...unknownChecks,
];

/** Every check of a phone's whole session. */
export const sessionChecks: readonly SessionCheck[] = [
  ...ofSession,
  ...lossChecks,
  ...restartChecks,
  ...sideChecks,
  ...journalSessionChecks,
];
