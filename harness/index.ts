/** The library: use cases, and every type that they take or return. The command line is a program on top of it. */

export { type Bisected, type BisectOptions, bisect } from './app/bisect/bisect.ts';
export type { BuildInspection } from './app/build-inspection.ts';
export {
  type CalibrateDeviceOptions,
  calibrateDevice,
  type DeviceCalibration,
} from './app/calibrate-device.ts';
export {
  type CalibrateReferenceOptions,
  calibrateReference,
  type ReferenceCalibration,
} from './app/calibrate-reference.ts';
export { compareRuns } from './app/compare-runs.ts';
export {
  type Confirmed,
  type ConfirmOptions,
  confirm,
  type PlannedConfirmation,
  planConfirmation,
} from './app/confirm.ts';
export { type Demo, type DemoOptions, demo } from './app/demo.ts';
export { derive } from './app/derive.ts';
export { type DetectOptions, detect, type Sensitivity } from './app/detect.ts';
export { type DoctorOptions, doctor, type Examination } from './app/doctor.ts';
export { type ExportedTable, type ExportOptions, exportTable, tableChunks } from './app/export.ts';
export { type HistoryOptions, history } from './app/history/history.ts';
export { type Mark, type MarkOptions, mark } from './app/history/mark.ts';
export { type InspectBuildOptions, inspectBuild } from './app/inspect-build.ts';
export { type JudgedFile, type JudgeFileOptions, judge } from './app/judge.ts';
export { mergeRuns } from './app/merge-runs.ts';
export { type PinOptions, type Pins, pinDevices } from './app/pin-devices.ts';
export type { PreparedRun } from './app/plan/assemble-run.ts';
export type { BlockOptions } from './app/plan/plan-blocks.ts';
export type { VariantsOptions } from './app/plan/prepare-variants.ts';
export type { RunOptions } from './app/plan.ts';
export { type PlannedRun, plan } from './app/plan.ts';
export type { Folders, Ports } from './app/ports.ts';
export { type QueryOptions, query } from './app/query/query.ts';
export type { QueryDocument } from './app/query/query-document.ts';
export { type Reference, type ReferenceOptions, reference } from './app/reference.ts';
export { type PublishOptions, report } from './app/report.ts';
export { type ResumedRun, type ResumeOptions, resume } from './app/resume.ts';
export { type PerformedRun, type PlaceOfRuns, run } from './app/run.ts';
export { type Smoke, type SmokeOptions, smoke } from './app/smoke/smoke.ts';
export type { SmokeDocument } from './app/smoke/smoke-document.ts';
export { submissionOfRun } from './app/submission.ts';
export { documentOfVariants, planVariants, type VariantsDocument } from './app/variants.ts';
export type { Verification } from './app/verification.ts';
export { type VerifyOptions, verify } from './app/verify.ts';
export type { LlamaBenchOptions } from './calibrate/asked-rows.ts';
export type { CalibrationDocument } from './calibrate/calibration-document.ts';
export type { LlamaBenchRow } from './calibrate/llama-bench-row.ts';
export type { SuiteRow } from './calibrate/suite-rows.ts';
export type { ErrorKind } from './errors/codes/code.ts';
export { codes, type ErrorCode } from './errors/codes.ts';
export { HeatsoakError } from './errors/heatsoak-error.ts';
export { type BuildFile, buildFile } from './experiment/build-file.ts';
export type { PlanTotals } from './experiment/estimate.ts';
export { type JournalEvent, journalEvent } from './experiment/journal-event.ts';
export {
  type BuildRole,
  type Manifest,
  manifest,
  type PlannedBuild,
  type PlannedDevice,
  type PlannedLaunch,
  type PlannedPower,
  type PlannedSession,
} from './experiment/manifest.ts';
export { type Journal, readJournal } from './experiment/read-journal.ts';
export { type InputFinding, type Seal, seal } from './experiment/seal.ts';
export { type Suite, suiteFile } from './experiment/suite.ts';
export type { CalibrationRecord } from './history/calibration-record.ts';
export type { ConfirmPlan } from './history/confirm-plan.ts';
export type { Confirmation } from './history/confirmation.ts';
export {
  type HistoryChange,
  type HistoryDocument,
  type HistorySeries,
  historyDocument,
} from './history/history-document.ts';
export { type ChangesDocument, changesDocument, seriesFile } from './history/series-file.ts';
export type { CaseChange, Change, DeviceChange, MetricComparison } from './judge/change.ts';
export { type ComparedRuns, comparedRuns } from './judge/compared-runs-document.ts';
export type { Derived } from './judge/derive.ts';
export type { JudgedExperiment } from './judge/judged-experiment.ts';
export type { OutputComparison } from './judge/output.ts';
export { type ResultDocument, resultDocument } from './judge/result-document.ts';
export type { VariantRow } from './judge/variant-row.ts';
export { variantRows } from './judge/variants.ts';
export type { DeviceVerdict, RunVerdict, VerdictWord } from './judge/verdict.ts';
export { type Device, type DevicesFile, devicesFile } from './lab/devices-file.ts';
export type { Caveat } from './measure/caveat.ts';
export type { MetricSummary } from './measure/metric-summary.ts';
export { metrics, metricsVersion } from './measure/metrics/index.ts';
export type { Metric } from './measure/metrics/metric.ts';
export type {
  LaunchRecord,
  Measurement,
  MemorySeries,
  MetricValue,
  TrialRecord,
} from './measure/result.ts';
export type { ThrottleCurve } from './measure/throttle/throttle-curve.ts';
export { type Event, event, PROTOCOL_VERSION, type ThermalState } from './protocol/event.ts';
export { agentStatus, type EngineSettings, type PlanFile, planFile } from './protocol/plan-file.ts';
export { type EventLog, readLog } from './protocol/read-log.ts';
export { type TimedTokens, TokenTimes } from './protocol/token-times.ts';
export type { PublishedRun } from './publish/published-run.ts';
export type { Outlet } from './publish/publisher.ts';
export { type PublisherName, publisherNames } from './publish/publisher-names.ts';
export { documentOfRun, type RunDocument, runDocument } from './publish/run-document.ts';
export type { Progress, ProgressStep } from './session/progress.ts';
export { type RunLogs, readRun } from './store/run-folder.ts';
export { type Submission, submission } from './tables/submission/submission-document.ts';
