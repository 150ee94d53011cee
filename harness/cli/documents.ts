import { z } from 'zod';
import { modelDocuments } from '../../models/commands/documents.ts';
import { supplyDocuments } from '../../models/commands/supply-documents.ts';
import { runDocument } from '../app/run-document.ts';
import { calibrationDocument } from '../calibrate/calibration-document.ts';
import { referenceDocument } from '../calibrate/reference-document.ts';
import { manifest, plannedPower } from '../experiment/manifest.ts';
import { calibrationRecord } from '../history/calibration-record.ts';
import { confirmation } from '../history/confirmation.ts';
import { historyDocument } from '../history/history-document.ts';
import { changesDocument } from '../history/series-file.ts';
import { comparedRuns } from '../judge/compared-runs-document.ts';
import { variantsDocument } from '../judge/variants-document.ts';
import { devicesFile } from '../lab/devices-file.ts';
import { registerDocument } from '../measure/register-document.ts';

const errorDocument = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    where: z.string().nullable(),
    hint: z.string().nullable(),
  }),
});
const report = z.object({ run: z.string(), report: z.string() });
/** A command that could measure or judge and not write says both: what it found, and the error. */
const ended = runDocument.extend({ exitCode: z.int(), error: errorDocument.shape.error.optional() });

/** What each command's `--json` prints on stdout, by the command's name; `error` is what any of them prints when it fails. */
export const documents: Readonly<Record<string, z.ZodType>> = {
  run: ended,
  resume: ended,
  derive: ended,
  demo: ended.extend({ asPlanned: z.boolean() }),
  plan: z.object({
    totals: z.object({
      sessions: z.array(z.object({ device: z.string(), launches: z.int(), seconds: z.number() })),
      launches: z.int(),
      seconds: z.number(),
      diskBytes: z.number(),
    }),
    manifest,
  }),
  devices: devicesFile,
  report,
  compare: comparedRuns,
  detect: changesDocument,
  history: historyDocument,
  'history mark': z.object({ run: z.string().nullable(), change: z.string().nullable(), why: z.string() }),
  confirm: z.object({ confirmation: confirmation.nullable(), report: z.string().nullable() }),
  'calibrate device': z.object({
    run: z.string(),
    store: z.string(),
    learned: z.array(calibrationRecord),
    power: z.array(plannedPower),
  }),
  metrics: registerDocument,
  reference: referenceDocument,
  'calibrate reference': calibrationDocument.extend({ report: z.string() }),
  ...modelDocuments,
  ...supplyDocuments,
  variants: variantsDocument,
  error: errorDocument,
};
