/** The library: what a program may build on. Everything else is the command line's own. */
export { buildFile } from './lab/build-file.ts';
export { devicesFile } from './lab/devices-file.ts';
export { metrics, metricsVersion } from './measure/metrics/index.ts';
export type { Metric } from './measure/metrics/metric.ts';
export { type Manifest, manifest } from './plan/manifest.ts';
export { HeatsoakError } from './protocol/error.ts';
export { type Event, event, PROTOCOL_VERSION } from './protocol/event.ts';
export { agentStatus, planFile } from './protocol/plan-file.ts';
export { type EventLog, readLog } from './protocol/read-log.ts';
export { compareRuns } from './run/compare-runs.ts';
export { type ComparedRuns, comparedRuns } from './run/compared-runs-document.ts';
export { type Derived, derive } from './run/derive.ts';
export { type ResultDocument, resultDocument } from './run/result-document.ts';
export { type RunLogs, readRun } from './store/run-folder.ts';
export { suiteFile } from './suite/suite.ts';
