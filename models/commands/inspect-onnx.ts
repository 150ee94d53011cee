import { modelArtefact } from '../artefact.ts';
import { type OnnxFile, readOnnx } from '../onnx/read-onnx.ts';
import { visibleText } from '../visible-text.ts';
import type { Inspector } from './inspector.ts';
import type { OnnxInspectionDocument } from './onnx-inspection-document.ts';

const DEFAULT_CONTEXT = 4096;

/** `model inspect` of an ONNX graph and the files beside it. */
export const onnxInspector: Inspector = {
  kind: 'ONNX',
  recognises: (path, start) => start !== null && path.toLowerCase().endsWith('.onnx'),
  inspect: async (path, { hash, context }) => {
    const file = await readOnnx(path);
    const sha256 = hash ? (await modelArtefact(path)).sha256 : null;
    const document = documentOf(file, sha256, context ?? DEFAULT_CONTEXT);
    return { lines: linesOf(document), document };
  },
};

function documentOf(file: OnnxFile, sha256: string | null, contextTokens: number): OnnxInspectionDocument {
  const tensorBytes: Record<string, number> = {};
  for (const { type, bytes } of file.tensors) tensorBytes[type] = (tensorBytes[type] ?? 0) + bytes;
  const { path, sizeBytes, graphBytes, producer, irVersion, inputs, outputs, parameters } = file;
  const { cacheBytesPerToken } = file;
  return {
    v: 1,
    format: 'onnx',
    path,
    sizeBytes,
    sha256,
    graphBytes,
    dataFiles: file.dataFiles.map(({ location, sizeBytes: size }) => ({ location, sizeBytes: size })),
    producer,
    irVersion,
    opsets: [...file.opsets],
    inputs: [...inputs],
    outputs: [...outputs],
    operators: { ...file.operators },
    tensors: file.tensors.length,
    tensorBytes,
    parameters,
    cacheBytesPerToken,
    cache: { contextTokens, bytes: cacheBytesPerToken === null ? null : cacheBytesPerToken * contextTokens },
  };
}

/** How many operators a person wants to see. */
const MOST_OPERATORS = 8;

function linesOf(found: OnnxInspectionDocument): string[] {
  const { producer, irVersion, opsets, dataFiles, operators, cache } = found;
  const sets = opsets
    .map(({ domain, version }) => `${visibleText(domain || 'ai.onnx')} ${version ?? 'of unknown version'}`)
    .join(', ');
  const byCount = Object.entries(operators).sort(([, a], [, b]) => b - a);
  const shown = byCount.slice(0, MOST_OPERATORS).map(([name, count]) => `${visibleText(name)} ${count}`);
  const files = dataFiles.map(
    ({ location, sizeBytes }) => `${visibleText(location)} ${mebibytes(sizeBytes)}`,
  );
  return [
    `ONNX by ${visibleText(producer || 'an unnamed program')}, format ${irVersion ?? 'unknown'}, operators of ${sets}`,
    `  files: graph ${mebibytes(found.graphBytes)}${files.length > 0 ? `, ${files.join(', ')}` : ''}`,
    ...(found.sha256 === null ? [] : [`  sha256: ${found.sha256}`]),
    `  parameters: ${(found.parameters / 1e6).toFixed(1)} M in ${found.tensors} tensors`,
    `  weights by type: ${Object.entries(found.tensorBytes)
      .map(([type, bytes]) => `${type} ${mebibytes(bytes)}`)
      .join(', ')}`,
    `  operators: ${shown.join(', ')}${byCount.length > MOST_OPERATORS ? ` and ${byCount.length - MOST_OPERATORS} kinds more` : ''}`,
    `  inputs: ${visibleText(found.inputs.slice(0, 4).join(', '))}${found.inputs.length > 4 ? ` and ${found.inputs.length - 4} more` : ''}`,
    cache.bytes === null
      ? '  cache: the graph does not state its size'
      : `  cache: ${mebibytes(cache.bytes)} at ${cache.contextTokens} tokens`,
  ];
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
