import { z } from 'zod';
import { ggufInspectionDocument } from '../harness/cli/model/gguf-inspection-document.ts';
import { onnxInspectionDocument } from '../harness/cli/model/onnx-inspection-document.ts';
import { pruneDocument } from '../harness/cli/model/prune-document.ts';
import { buildFile } from '../harness/lab/build-file.ts';
import { devicesFile } from '../harness/lab/devices-file.ts';
import { conversionDocument } from '../harness/model/conversion.ts';
import { packageInspection } from '../harness/model/coreml/package-inspection.ts';
import { partsManifest } from '../harness/model/supply/shards/parts-manifest.ts';
import { verificationDocument } from '../harness/model/verify/verification.ts';
import { manifest } from '../harness/plan/manifest.ts';
import { event } from '../harness/protocol/event.ts';
import { agentStatus, planFile } from '../harness/protocol/plan-file.ts';
import { resultDocument } from '../harness/run/result-document.ts';
import { suiteFile } from '../harness/suite/suite.ts';

/** What people write is described as input; what Heatsoak writes, as output. */
const described = {
  'devices.schema.json': { schema: devicesFile, io: 'input' },
  'build.schema.json': { schema: buildFile, io: 'input' },
  'suite.schema.json': { schema: suiteFile, io: 'input' },
  'plan-file.schema.json': { schema: planFile, io: 'output' },
  'status.schema.json': { schema: agentStatus, io: 'output' },
  'package-inspection.schema.json': { schema: packageInspection, io: 'output' },
  'conversion.schema.json': { schema: conversionDocument, io: 'output' },
  'onnx-inspection.schema.json': { schema: onnxInspectionDocument, io: 'output' },
  'verification.schema.json': { schema: verificationDocument, io: 'output' },
  'event.schema.json': { schema: event, io: 'output' },
  'manifest.schema.json': { schema: manifest, io: 'output' },
  'parts.schema.json': { schema: partsManifest, io: 'output' },
  'gguf-inspection.schema.json': { schema: ggufInspectionDocument, io: 'output' },
  'prune.schema.json': { schema: pruneDocument, io: 'output' },
  'result.schema.json': { schema: resultDocument, io: 'output' },
} as const;

/** Every JSON Schema by its file name, as the text of the file. */
export function schemas(): Record<string, string> {
  const files = Object.entries(described).map(([name, { schema, io }]) => [
    name,
    `${JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }), null, 2)}\n`,
  ]);
  return Object.fromEntries(files) as Record<string, string>;
}

/** Files whose text is not what the zod schemas say now. */
export function staleSchemas(read: (name: string) => string | null): string[] {
  return Object.entries(schemas()).flatMap(([name, text]) => (read(name) === text ? [] : [name]));
}
