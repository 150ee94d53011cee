import type { Waypoint } from './walk.ts';

/** Where `heatsoak run` begins. */
export const ENTRY = 'harness/cli/command-run.ts';

/** Everything that the data passes from build.json to the page, in its order. */
export const buildToReport: readonly Waypoint[] = [
  { file: 'harness/lab/read-devices.ts', name: 'readDevices' },
  { file: 'harness/experiment/parse-suite.ts', name: 'parseSuite' },
  { file: 'harness/app/plan/read-build.ts', name: 'readBuild' },
  { file: 'harness/lab/app-package.ts', name: 'readAppPackage' },
  { file: 'harness/app/plan/plan-blocks.ts', name: 'planBlocks' },
  { file: 'harness/history/planned-power.ts', name: 'plannedPowers' },
  { file: 'harness/experiment/build-plan.ts', name: 'planRun' },
  { file: 'harness/store/run-folder.ts', name: 'createRunFolder' },
  { file: 'harness/lab/lease.ts', name: 'takeLease' },
  { file: 'harness/session/open-lab.ts', name: 'openLab' },
  { file: 'harness/phone/open-phone.ts', name: 'openPhone' },
  { file: 'harness/session/session.ts', name: 'runSession' },
  { file: 'harness/store/event-journal.ts', name: 'openJournal' },
  { file: 'harness/session/deploy.ts', name: 'deploy' },
  { file: 'harness/phone/push-model.ts', name: 'pushModel' },
  { file: 'harness/lab/cool-down.ts', name: 'coolDown' },
  { file: 'harness/session/await-launch.ts', name: 'awaitLaunch' },
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
