import { z } from 'zod';
import { calibrationDocument } from '../harness/calibrate/calibration-document.ts';
import { documents } from '../harness/cli/documents.ts';
import { buildFile } from '../harness/experiment/build-file.ts';
import { configFile } from '../harness/experiment/config-file.ts';
import { gatePolicy } from '../harness/experiment/gate-policy.ts';
import { journalEvent } from '../harness/experiment/journal-event.ts';
import { manifest } from '../harness/experiment/manifest.ts';
import { seal } from '../harness/experiment/seal.ts';
import { suiteFile } from '../harness/experiment/suite.ts';
import { calibrationRecord } from '../harness/history/calibration-record.ts';
import { confirmation } from '../harness/history/confirmation.ts';
import { historyDocument } from '../harness/history/history-document.ts';
import { historyMarks } from '../harness/history/marks.ts';
import { seriesFile } from '../harness/history/series-file.ts';
import { resultDocument } from '../harness/judge/result-document.ts';
import { devicesFile } from '../harness/lab/devices-file.ts';
import { event } from '../harness/protocol/event.ts';
import { agentStatus, planFile } from '../harness/protocol/plan-file.ts';
import { webhookMessage } from '../harness/publish/webhook-message.ts';
import { sessionBundle } from '../harness/session/plan/bundle.ts';
import { sessionJob } from '../harness/session/plan/job.ts';
import { submission } from '../harness/tables/submission/submission-document.ts';
import { conversionDocument } from '../models/conversion.ts';
import { partsManifest } from '../models/supply/shards/parts-manifest.ts';

/** What people write is described as input; what Heatsoak writes, as output. */
const described = {
  'devices.schema.json': { schema: devicesFile, io: 'input' },
  'build.schema.json': { schema: buildFile, io: 'input' },
  'suite.schema.json': { schema: suiteFile, io: 'input' },
  'config.schema.json': { schema: configFile, io: 'input' },
  'gate.schema.json': { schema: gatePolicy, io: 'input' },
  'plan-file.schema.json': { schema: planFile, io: 'output' },
  'status.schema.json': { schema: agentStatus, io: 'output' },
  'conversion.schema.json': { schema: conversionDocument, io: 'output' },
  'event.schema.json': {
    // One file for both kinds of logs, as it always was; `cooldown` and `harness.…` are of journals alone.
    schema: z.discriminatedUnion('type', [
      ...event.options,
      ...journalEvent.options.filter((option) => option.shape.type.value !== 'fault'),
    ]),
    io: 'output',
  },
  'manifest.schema.json': { schema: manifest, io: 'output' },
  'webhook.schema.json': { schema: webhookMessage, io: 'output' },
  'seal.schema.json': { schema: seal, io: 'output' },
  'session-job.schema.json': { schema: sessionJob, io: 'output' },
  'session-bundle.schema.json': { schema: sessionBundle, io: 'output' },
  'parts.schema.json': { schema: partsManifest, io: 'output' },
  'calibration.schema.json': { schema: calibrationDocument, io: 'output' },
  'result.schema.json': { schema: resultDocument, io: 'output' },
  'history.schema.json': { schema: historyDocument, io: 'output' },
  'history-marks.schema.json': { schema: historyMarks, io: 'input' },
  'history-confirmation.schema.json': { schema: confirmation, io: 'output' },
  'calibration-record.schema.json': { schema: calibrationRecord, io: 'output' },
  'submission.schema.json': { schema: submission, io: 'output' },
  'series.schema.json': { schema: seriesFile, io: 'input' },
} as const;

/** What a command prints with `--json`: `cli-<command>.schema.json`. */
const printed = Object.fromEntries(
  Object.entries(documents).map(([command, schema]) => [
    `cli-${command.replaceAll(' ', '-')}.schema.json`,
    { schema, io: 'output' as const },
  ]),
);

/** Every JSON Schema by its file name, as the text of the file. */
export function schemas(): Record<string, string> {
  const files = Object.entries({ ...described, ...printed }).map(([name, { schema, io }]) => [
    name,
    `${JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }), null, 2)}\n`,
  ]);
  return Object.fromEntries(files) as Record<string, string>;
}

/** Files whose text is not what the zod schemas say now. */
export function staleSchemas(read: (name: string) => string | null): string[] {
  return Object.entries(schemas()).flatMap(([name, text]) => (read(name) === text ? [] : [name]));
}
