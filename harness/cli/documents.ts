import { z } from 'zod';
import { modelDocuments } from '../../models/commands/documents.ts';
import { supplyDocuments } from '../../models/commands/supply-documents.ts';
import type { StoredBaselines } from '../app/baseline/stored-baselines.ts';
import { buildInspection } from '../app/build-inspection.ts';
import type { DeviceCalibration } from '../app/calibrate-device.ts';
import { conformanceDocument } from '../app/conformance/conformance-document.ts';
import type { ExportedTable } from '../app/export.ts';
import type { Mark } from '../app/history/mark.ts';
import type { Pins } from '../app/pin-devices.ts';
import { queryDocument } from '../app/query/query-document.ts';
import { smokeDocument } from '../app/smoke/smoke-document.ts';
import { verification } from '../app/verification.ts';
import { calibrationDocument } from '../calibrate/calibration-document.ts';
import { referenceDocument } from '../calibrate/reference-document.ts';
import type { PlanTotals } from '../experiment/estimate.ts';
import { manifest, plannedPower } from '../experiment/manifest.ts';
import { waiver } from '../experiment/waiver.ts';
import { baselineEntry } from '../history/baseline.ts';
import { bisectDocument } from '../history/bisect/bisect-document.ts';
import { calibrationRecord } from '../history/calibration-record.ts';
import { confirmation } from '../history/confirmation.ts';
import { historyDocument } from '../history/history-document.ts';
import { runsDocument } from '../history/listed-run.ts';
import { nightDocument } from '../history/nightly/night-document.ts';
import { changesDocument } from '../history/series-file.ts';
import { comparedRuns } from '../judge/compared-runs-document.ts';
import { judgedExperiment } from '../judge/judged-experiment.ts';
import { variantsDocument } from '../judge/variants-document.ts';
import { devicesFile } from '../lab/devices-file.ts';
import { doctorDocument } from '../lab/doctor/doctor-document.ts';
import { registerDocument } from '../measure/register-document.ts';
import { publishedRun } from '../publish/published-run.ts';
import { runDocument } from '../publish/run-document.ts';
import { formatNames } from '../tables/formats/index.ts';
import { tableNames } from '../tables/index.ts';
import type { ErrorDocument } from '../terminal/terminal.ts';
import { shellNames } from './completion/shells.ts';
import { shownSettings } from './config/shown-settings.ts';
import { labDocuments } from './lab/lab-documents.ts';

const errorDocument = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    where: z.string().nullable(),
    hint: z.string().nullable(),
  }),
}) satisfies z.ZodType<ErrorDocument>;
const totals = z.object({
  sessions: z.array(z.object({ device: z.string(), launches: z.int(), seconds: z.number() })),
  launches: z.int(),
  seconds: z.number(),
  diskBytes: z.number(),
}) satisfies z.ZodType<PlanTotals>;
const mark = z.object({
  run: z.string().nullable(),
  change: z.string().nullable(),
  why: z.string(),
}) satisfies z.ZodType<Mark>;
const deviceCalibration = z.object({
  run: z.string(),
  store: z.string(),
  learned: z.array(calibrationRecord),
  power: z.array(plannedPower),
  without: z.array(z.string()),
  unreadable: z.array(z.int()),
  interrupted: z.boolean(),
}) satisfies z.ZodType<DeviceCalibration>;
const storedBaselines = z.object({
  baselines: z.array(baselineEntry),
  unreadable: z.array(z.int()),
}) satisfies z.ZodType<StoredBaselines>;
const madeBaselines = z.object({ baselines: z.array(baselineEntry) });
const exportedTable = z.object({
  table: z.enum(tableNames),
  format: z.enum(formatNames),
  file: z.string(),
  runs: z.int(),
  rows: z.int(),
  bytes: z.int(),
}) satisfies z.ZodType<ExportedTable>;
const report = publishedRun.extend({
  run: z.string(),
  /** Pictures of it that were asked for. */
  pdf: z.string().optional(),
  png: z.string().optional(),
});
/** A command that could measure or judge and not write says both: what it found, and the error. */
const ended = runDocument.extend({ exitCode: z.int(), error: errorDocument.shape.error.optional() });

/** What each command's `--json` prints on stdout, by the command's name; `error` is what any of them prints when it fails. */
export const documents: Readonly<Record<string, z.ZodType>> = {
  run: ended,
  resume: ended,
  derive: ended,
  merge: ended,
  demo: ended.extend({ asPlanned: z.boolean(), agents: z.array(z.string()) }),
  nightly: nightDocument.extend({ error: errorDocument.shape.error.optional() }),
  plan: z.object({ totals, manifest }),
  devices: devicesFile,
  'devices release': z.object({ device: z.string(), released: z.boolean() }),
  'devices pin': z.object({
    path: z.string(),
    pinned: z.array(
      z.object({ id: z.string(), os: z.string(), osBuild: z.string(), before: z.string().nullable() }),
    ),
    unread: z.array(z.object({ id: z.string(), why: z.string() })),
  }) satisfies z.ZodType<Pins>,
  'build inspect': buildInspection,
  conformance: conformanceDocument,
  doctor: doctorDocument,
  smoke: smokeDocument,
  init: z.object({
    path: z.string(),
    added: z.array(devicesFile.shape.devices.element),
    listed: z.array(z.object({ id: z.string(), udid: z.string() })),
    unread: z.array(z.object({ udid: z.string(), why: z.string() })),
    /** heatsoak.config.json, and whether it was written now; null where none was wanted. */
    config: z.object({ path: z.string(), written: z.boolean() }).nullable(),
  }),
  config: shownSettings,
  tunnel: z.object({
    line: z.string(),
    port: z.int().nullable(),
    phones: z.array(
      z.object({ udid: z.string(), id: z.string().nullable(), hasTunnel: z.boolean(), isHere: z.boolean() }),
    ),
  }),
  report,
  runs: runsDocument,
  completion: z.object({ shell: z.enum(shellNames), script: z.string() }),
  open: z.object({ run: z.string(), report: z.string(), opened: z.boolean() }),
  export: exportedTable,
  serve: z.object({ url: z.url(), runs: z.string(), opened: z.boolean() }),
  query: queryDocument,
  verify: verification,
  compare: comparedRuns,
  detect: changesDocument,
  judge: z.array(judgedExperiment),
  history: historyDocument,
  'history mark': mark,
  'baseline set': madeBaselines,
  'baseline promote': madeBaselines,
  'baseline show': storedBaselines,
  'baseline history': storedBaselines,
  waive: z.object({ gate: z.string(), waiver, removed: z.boolean() }),
  bisect: bisectDocument,
  confirm: z.object({ confirmation: confirmation.nullable(), report: z.string().nullable() }),
  'calibrate device': deviceCalibration,
  metrics: registerDocument,
  reference: referenceDocument,
  'calibrate reference': calibrationDocument.extend({ report: z.string() }),
  ...modelDocuments,
  ...supplyDocuments,
  variants: variantsDocument,
  ...labDocuments,
  error: errorDocument,
};
