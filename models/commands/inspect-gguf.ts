import { isOfMore } from '../gguf/after-last-tensor.ts';
import { type GgufInspection, inspectGguf } from '../inspect/inspect-gguf.ts';
import type { ModelShape } from '../inspect/shape.ts';
import type { KeyValueType, MemorySettings } from '../memory/cache-bytes.ts';
import type { DecoderFacts } from '../memory/decoder-facts.ts';
import { type Fit, fitOnPhone } from '../memory/fit.ts';
import { type MemoryPrediction, predictMemory } from '../memory/predict-memory.ts';
import { visibleText } from '../visible-text.ts';
import type { GgufInspectionDocument } from './gguf-inspection-document.ts';
import type { InspectOptions, Inspector } from './inspector.ts';

/** `model inspect` of a GGUF file. */
export const ggufInspector: Inspector = {
  kind: 'GGUF',
  recognises: (path, start) =>
    start !== null &&
    (start.toString('latin1', 0, 4) === 'GGUF' || (start.length > 0 && path.toLowerCase().endsWith('.gguf'))),
  inspect: async (path, options) => {
    const inspection = await inspectGguf(path, { hash: options.hash });
    const document = documentOf(inspection, options);
    return { lines: linesOf(inspection, document), document };
  },
};

const DEFAULT_CONTEXT = 4096;
/** Contexts that the table shows, as far as the model allows them. */
const CONTEXTS = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072];

function documentOf(inspected: GgufInspection, options: InspectOptions): GgufInspectionDocument {
  const { decoder, ...inspection } = inspected;
  const { shape, weightBytes } = inspection;
  // A vocabulary runs nowhere, and a shard's weights say nothing about the model's.
  const isWhole = inspection.tensors > 0 && inspection.shard === null;
  const unknown = { memory: [], asked: null, fits: [] };
  if (!isWhole) return { ...inspection, ...unknown };
  if (!shape || !decoder)
    return { ...inspection, ...unknown, findings: [...inspection.findings, TOO_LITTLE] };
  const context = options.context ?? Math.min(shape.context ?? DEFAULT_CONTEXT, DEFAULT_CONTEXT);
  const asked = predictMemory(decoder, weightBytes, { ...options.memory, context });
  return {
    ...inspection,
    findings: [...inspection.findings, ...contextFinding(shape, context)],
    memory: allPredictions(decoder, weightBytes, shape.context ?? DEFAULT_CONTEXT, options.memory),
    asked,
    fits: options.phones.map((phone) => fitOnPhone(asked, phone)),
  };
}

const TOO_LITTLE = 'its metadata say too little of its shape for a prediction of memory';

function contextFinding(shape: ModelShape, context: number): string[] {
  const isBeyond = shape.context !== null && context > shape.context;
  return isBeyond ? [`${context} tokens were asked for; it was trained for ${shape.context}`] : [];
}

/** Caches that the table compares: with flash attention in fewer bits too, and what was asked for. */
const compared: readonly [KeyValueType, flashAttention: boolean][] = [
  ['f16', false],
  ['f16', true],
  ['q8_0', true],
  ['q4_0', true],
];

function allPredictions(
  decoder: DecoderFacts,
  weightBytes: number,
  mostTokens: number,
  asked: Omit<MemorySettings, 'context'>,
): MemoryPrediction[] {
  const contexts = CONTEXTS.filter((context) => context <= mostTokens);
  const isCompared = compared.some(
    ([type, flash]) => type === asked.keyValueType && flash === asked.flashAttention && !asked.valueType,
  );
  const caches = [
    ...compared.map(([keyValueType, flashAttention]) => {
      const { valueType: _, ...others } = asked;
      return { ...others, keyValueType, flashAttention };
    }),
    ...(isCompared ? [] : [asked]),
  ];
  return caches.flatMap((cache) =>
    contexts.map((context) => predictMemory(decoder, weightBytes, { ...cache, context })),
  );
}

function linesOf(inspection: GgufInspection, document: GgufInspectionDocument): string[] {
  return [
    ...headLines(inspection),
    ...inspection.types.map(
      (share) =>
        `  ${share.type.padEnd(8)}${share.tensors} tensors, ${count(share.weights)} weights, ${mebibytes(share.bytes)}${share.readable ? '' : ', values not readable here'}`,
    ),
    ...tokenizerLines(inspection),
    ...document.findings.map((finding) => `note: ${visibleText(finding, 400)}`),
    ...memoryLines(document),
  ];
}

function headLines(inspection: GgufInspection): string[] {
  const { shape, identity, sha256 } = inspection;
  const name = inspection.name === null ? '' : `, "${visibleText(inspection.name)}"`;
  return [
    `GGUF ${inspection.version}, ${visibleText(inspection.architecture ?? 'no architecture')}${name}`,
    `${inspection.sizeBytes} bytes, ${inspection.findings.some(isOfMore) ? 'more than the whole' : 'whole'}: ${inspection.tensors} tensors, ${count(inspection.parameters)} parameters`,
    ...(sha256 === null ? [] : [`sha256 ${sha256}`]),
    ...(identity ? [`it is ${identity.name} of ${identity.publisher} (${bySaying[identity.by]})`] : []),
    ...(shape
      ? [
          `${shape.layers} layers, hidden ${shape.hidden}, ${shape.heads} heads, ${headRange(shape)} key-value heads, context ${shape.context ?? 'unknown'}, vocabulary ${shape.vocabulary ?? 'unknown'}`,
        ]
      : []),
  ];
}

const bySaying = { sha256: 'by its SHA-256', size: 'by its size; not hashed' } as const;

function headRange({ keyValueHeads }: ModelShape): string {
  const [least, most] = [Math.min(...keyValueHeads), Math.max(...keyValueHeads)];
  return least === most ? `${least}` : `${least} to ${most}`;
}

function tokenizerLines({ tokenizer, chatTemplate }: GgufInspection): string[] {
  if (!tokenizer) return ['no tokenizer'];
  const kind = [tokenizer.model, tokenizer.pre].filter((part) => part !== null).join(' / ');
  return [
    `tokenizer ${visibleText(kind)}: ${tokenizer.tokens ?? 'unlisted'} tokens, begin ${tokenizer.beginId ?? 'none'}, end ${tokenizer.endId ?? 'none'}`,
    chatTemplate === null ? 'no chat template' : `chat template: ${visibleText(chatTemplate, 90)}`,
  ];
}

function memoryLines({ memory, asked, fits }: GgufInspectionDocument): string[] {
  if (!asked) return [];
  const same = memory.filter(
    ({ keyValueType, valueType, flashAttention }) =>
      keyValueType === asked.keyValueType &&
      valueType === asked.valueType &&
      flashAttention === asked.flashAttention,
  );
  return [
    `predicted memory, cache ${asked.keyValueType}${asked.valueType ? ` and ${asked.valueType}` : ''}, flash attention ${asked.flashAttention ? 'on' : 'off'} (mapped weights ${mebibytes(asked.mappedBytes)}):`,
    ...(same.some(({ context }) => context === asked.context) ? same : [...same, asked]).map(
      (each) =>
        `${each.context === asked.context ? '→' : ' '} ${String(each.context).padStart(6)} tokens  ${mebibytes(each.chargedBytes).padStart(12)} charged  (cache ${mebibytes(each.keyValueBytes + each.stateBytes)}, compute ${mebibytes(each.computeBytes)})`,
    ),
    ...fits.map(fitLine),
  ];
}

function fitLine({ phone, verdict, limit }: Fit): string {
  const entitlement = limit.what.endsWith('address space') ? ' (extended-virtual-addressing)' : '';
  const known = limit.measured ? limit.source : `${limit.source}; not measured here`;
  return `${phone}: ${verdict}${verdict === 'needs the entitlement' ? entitlement : ''}; ${limit.what} ${mebibytes(limit.needsBytes)} of ${mebibytes(limit.hasBytes)} (${known})`;
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 2 : 0)} MiB`;

/** 3821079552 as "3.82 B". */
function count(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)} B`;
  return value >= 1e6 ? `${(value / 1e6).toFixed(1)} M` : String(value);
}
