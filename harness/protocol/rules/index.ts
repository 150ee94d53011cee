import { badPlan } from './bad-plan.ts';
import { byteUnit } from './byte-unit.ts';
import { cachedTokens } from './cached-tokens.ts';
import { changes } from './changes.ts';
import { checkpoints } from './checkpoints.ts';
import { clockJump } from './clock-jump.ts';
import { clockUnit } from './clock-unit.ts';
import { conversation } from './conversation.ts';
import { counters } from './counters.ts';
import { environment } from './environment.ts';
import { failureTold } from './failure-told.ts';
import { faults } from './faults.ts';
import { fields } from './fields.ts';
import { finishReason } from './finish-reason.ts';
import { finishedCount } from './finished-count.ts';
import { firstLine } from './first-line.ts';
import { identity } from './identity.ts';
import { lastLine } from './last-line.ts';
import { memoryColumns } from './memory-columns.ts';
import { memoryLimit } from './memory-limit.ts';
import { memorySpacing } from './memory-spacing.ts';
import { modelDigest } from './model-digest.ts';
import { modelHash } from './model-hash.ts';
import { modelLoaded } from './model-loaded.ts';
import { order } from './order.ts';
import { plannedWork } from './planned-work.ts';
import { probes } from './probes.ts';
import { promptRead } from './prompt-read.ts';
import { quietWindows } from './quiet-windows.ts';
import { rawPath } from './raw-path.ts';
import { recovery } from './recovery.ts';
import type { Rule } from './rule.ts';
import { scores } from './scores.ts';
import { sequence } from './sequence.ts';
import { settings } from './settings.ts';
import { soakEnd } from './soak-end.ts';
import { statusAgrees } from './status-agrees.ts';
import { statusForm } from './status-form.ts';
import { thermal } from './thermal.ts';
import { timeOrder } from './time-order.ts';
import { timesAgree } from './times-agree.ts';
import { tokenCounts } from './token-counts.ts';
import { tokenTimes } from './token-times.ts';
import { trialLines } from './trial-lines.ts';
import { trialTimes } from './trial-times.ts';
import { version } from './version.ts';
import { vocabulary } from './vocabulary.ts';
import { warmUp } from './warm-up.ts';
import { wholeLines } from './whole-lines.ts';
import { whoseLog } from './whose-log.ts';

/** Every rule: the log as a file, what stands where, who measures, trials, memory, what a plan may ask for, the end. */
export const rules: readonly Rule[] = [
  wholeLines,
  version,
  fields,
  sequence,
  timeOrder,
  firstLine,
  lastLine,
  finishedCount,
  order,
  environment,
  checkpoints,
  badPlan,
  whoseLog,
  identity,
  modelLoaded,
  modelHash,
  modelDigest,
  settings,
  memoryLimit,
  trialLines,
  plannedWork,
  promptRead,
  warmUp,
  tokenCounts,
  tokenTimes,
  trialTimes,
  timesAgree,
  clockJump,
  quietWindows,
  finishReason,
  cachedTokens,
  vocabulary,
  counters,
  clockUnit,
  byteUnit,
  memoryColumns,
  memorySpacing,
  thermal,
  changes,
  probes,
  scores,
  rawPath,
  conversation,
  soakEnd,
  recovery,
  faults,
  failureTold,
  statusForm,
  statusAgrees,
];
