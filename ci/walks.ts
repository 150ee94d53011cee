import type { Waypoint } from './walk.ts';

/** Where `heatsoak run` begins. */
export const ENTRY = 'harness/cli/command-run.ts';

/**
 * The functions that the data passes from build.json to the page, in its order. The limits are for these: a new one raises the
 * count.
 */
export const buildToReport: readonly Waypoint[] = [
  { file: 'harness/app/plan/read-devices.ts', name: 'readDevices' },
  { file: 'harness/app/plan/read-suite.ts', name: 'parseSuite' },
  { file: 'harness/app/plan/read-build.ts', name: 'readBuild' },
  { file: 'harness/app/plan/must-be-the-app.ts', name: 'mustBeTheApp' },
  { file: 'harness/app/plan/plan-blocks.ts', name: 'planBlocks' },
  { file: 'harness/history/planned-power.ts', name: 'plannedPowers' },
  { file: 'harness/experiment/build-plan.ts', name: 'planRun' },
  { file: 'harness/store/run-folder.ts', name: 'createRunFolder' },
  { file: 'harness/lab/file-leases.ts', name: 'takeLease' },
  { file: 'harness/session/open-lab.ts', name: 'openLab' },
  { file: 'harness/phone/open-phone.ts', name: 'openPhone' },
  { file: 'harness/session/session.ts', name: 'runSession' },
  { file: 'harness/store/event-journal.ts', name: 'openJournal' },
  { file: 'harness/session/deploy.ts', name: 'deployBuild' },
  { file: 'harness/phone/push-model.ts', name: 'pushModel' },
  { file: 'harness/session/cool-down.ts', name: 'coolDown' },
  { file: 'harness/session/await-launch.ts', name: 'awaitEnd' },
  { file: 'harness/protocol/read-log.ts', name: 'readLog' },
  { file: 'harness/measure/measure.ts', name: 'measure' },
  { file: 'harness/measure/launch-record.ts', name: 'launchRecord' },
  { file: 'harness/measure/metrics/index.ts', name: 'metrics' },
  { file: 'harness/measure/metrics/decode-rate.ts', name: 'decodeRate' },
  { file: 'harness/measure/checks/index.ts', name: 'launchChecks' },
  { file: 'harness/measure/summaries.ts', name: 'summariesOf' },
  { file: 'harness/judge/comparable-launches.ts', name: 'comparableLaunches' },
  { file: 'harness/judge/comparison.ts', name: 'compareMetric' },
  { file: 'harness/judge/gate.ts', name: 'decideVerdict' },
  { file: 'harness/publish/result-json.ts', name: 'resultJson' },
  { file: 'reports/build-model.ts', name: 'buildReportModel' },
  { file: 'reports/page.ts', name: 'renderReport' },
  { file: 'reports/sections/changes.ts', name: 'changesSection' },
];

/** Files and changes of room that this walk may have. */
export const MOST_FILES = 45;
export const MOST_CHANGES = 20;
