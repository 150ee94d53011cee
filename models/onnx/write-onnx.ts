import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Provenance } from '../../harness/protocol/provenance.ts';
import type { Conversion, ConvertedTensor } from '../conversion.ts';
import { provenanceFacts } from '../provenance.ts';
import { tokenizerConfig, tokenizerJson } from '../tokenizer/tokenizer-files.ts';
import { GENAI_CONFIG, TOKENIZER, TOKENIZER_CONFIG } from './companions.ts';
import { buildDecoder } from './decoder-graph.ts';
import { createExternalData } from './external-data.ts';
import { genaiConfig } from './genai-config.ts';
import { CONTRIB, GraphBuilder } from './graph-builder.ts';
import { encodeModel } from './onnx-messages.ts';
import type { OnnxPlan } from './plan-onnx.ts';
import { type Activations, WeightWriter } from './weight-writer.ts';

/** What was written, by the writer's own account; `checkOnnx` holds the files against it. */
export interface WrittenOnnx {
  readonly converted: readonly ConvertedTensor[];
  readonly added: Conversion['added'];
}

/** The newest opset that every release of onnxruntime since 2022 knows, and the version of the format that goes with it. */
const OPSET = 17;
const IR_VERSION = 8;

/** Writes the graph, its data, the tokenizer and the configuration into the folder of `path`. */
export async function writeOnnx(
  plan: OnnxPlan,
  path: string,
  activations: Activations,
  made: Provenance,
): Promise<WrittenOnnx> {
  const { gguf, shape, rotary } = plan;
  const location = `${basename(path)}.data`;
  const data = await createExternalData(join(dirname(path), location), location);
  const graph = new GraphBuilder();
  const weights = new WeightWriter(gguf, data, graph, activations);
  try {
    await buildDecoder({ gguf, shape, graph, weights }, rotary);
  } catch (error) {
    await data.abandon();
    throw error;
  }
  await data.close();
  for (const tensor of rotary.used) weights.absorbed(tensor, rotary.note ?? 'in the tables of rotation');
  await writeWhole(path, encodeModel(modelOf(plan, graph, made)));
  await writeCompanions(plan, path);
  return { converted: weights.converted, added: weights.added };
}

function modelOf({ shape, gguf }: OnnxPlan, graph: GraphBuilder, made: Provenance) {
  const { nodes, initializers, inputs, outputs } = graph;
  return {
    irVersion: IR_VERSION,
    producerName: 'heatsoak',
    producerVersion: '1',
    opsetImport: [
      { domain: '', version: OPSET },
      { domain: CONTRIB, version: 1 },
    ],
    metadataProps: [
      { key: 'architecture', value: shape.architecture.name },
      { key: 'source', value: basename(gguf.path) },
      ...Object.entries(provenanceFacts(made)).map(([key, value]) => ({ key, value })),
    ],
    graph: {
      name: shape.architecture.name,
      node: nodes,
      initializer: initializers,
      input: inputs,
      output: outputs,
    },
  };
}

async function writeCompanions({ shape, vocabulary, contextTokens }: OnnxPlan, path: string): Promise<void> {
  const documents = {
    [TOKENIZER]: tokenizerJson(vocabulary),
    [TOKENIZER_CONFIG]: tokenizerConfig(vocabulary, contextTokens),
    [GENAI_CONFIG]: genaiConfig(basename(path), shape, vocabulary, contextTokens),
  };
  for (const [name, document] of Object.entries(documents))
    await writeWhole(join(dirname(path), name), Buffer.from(`${JSON.stringify(document, null, 1)}\n`));
}

/** Flushed; the folder it is in gets its name only when all of it is there. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
