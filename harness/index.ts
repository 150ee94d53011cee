/** The library: what a program may build on. Everything else is the command line's own. */

export { compareRuns } from './app/compare-runs.ts';
export { derive } from './app/derive.ts';
export { HeatsoakError } from './errors/heatsoak-error.ts';
export { buildFile } from './experiment/build-file.ts';
export { type JournalEvent, journalEvent } from './experiment/journal-event.ts';
export { type Manifest, manifest } from './experiment/manifest.ts';
export { type Journal, readJournal } from './experiment/read-journal.ts';
export { suiteFile } from './experiment/suite.ts';
export { type ComparedRuns, comparedRuns } from './judge/compared-runs-document.ts';
export type { Derived } from './judge/derive.ts';
export { type ResultDocument, resultDocument } from './judge/result-document.ts';
export { devicesFile } from './lab/devices-file.ts';
export { metrics, metricsVersion } from './measure/metrics/index.ts';
export type { Metric } from './measure/metrics/metric.ts';
export { type Event, event, PROTOCOL_VERSION } from './protocol/event.ts';
export { agentStatus, planFile } from './protocol/plan-file.ts';
export { type EventLog, readLog } from './protocol/read-log.ts';
export { type TimedTokens, TokenTimes } from './protocol/token-times.ts';
export { type RunLogs, readRun } from './store/run-folder.ts';
