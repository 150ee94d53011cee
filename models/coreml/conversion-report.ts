import type { WeightError } from '../compared-weights.ts';
import type { Conversion, ConvertedTensor } from '../conversion.ts';
import { countOf } from '../gguf/metadata.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import type { PlannedTensor } from './graph/tensor-plan.ts';
import { type StoredWeight, storedBytes } from './package/stored-weights.ts';
import type { PackagePlan } from './package/write-package.ts';
import { packingOf, packingText } from './repack/packing.ts';

/** What became of every tensor of the source, with the errors that were found in the written package. */
export function tensorsOf(
  plan: PackagePlan,
  stored: ReadonlyMap<string, StoredWeight>,
  errors: ReadonlyMap<string, WeightError>,
): ConvertedTensor[] {
  return plan.tensors.map((tensor) => {
    const { source } = tensor;
    const weight = stored.get(tensor.name);
    const error = errors.get(source.name);
    return {
      name: source.name,
      from: source.type,
      dims: [...source.dims],
      sourceBytes: source.bytes,
      targetBytes: weight ? storedBytes(weight) : 0,
      comparedWeights: error?.comparedWeights ?? 0,
      maxAbsError: finite(error?.maxAbsError),
      relativeRmsError: finite(error?.relativeRmsError),
      ...formOf(tensor, plan, weight),
    };
  });
}

/** An error that is no number (a source of NaNs) is unknown in the report; the check on weights fails for it. */
const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

function formOf(
  { form, source, sortsHeads }: PlannedTensor,
  plan: PackagePlan,
  weight: StoredWeight | undefined,
): Pick<ConvertedTensor, 'to' | 'exact' | 'note'> {
  const sorted = sortsHeads ? "each head's rows sorted from neighbours to halves" : null;
  if (form === 'rope factors') {
    const isUsed = plan.shape.factors === source.name;
    return isUsed
      ? {
          to: 'the tables rope_cosines and rope_sines',
          exact: false,
          note: 'folded into the tables, which are fp16',
        }
      : { to: 'nothing', exact: true, note: `not needed for a context of ${plan.contextTokens} tokens` };
  }
  const packing = weight?.kind === 'blockwise' ? packingOf(source.type, plan.offsets) : null;
  if (packing) {
    const notes = [packing.note, sorted].filter((note) => note !== null);
    return { to: packingText(packing), exact: packing.exact, note: notes.join('; ') || null };
  }
  if (form === 'norm') return { to: 'fp32', exact: true, note: null };
  const exact = source.type === 'F16';
  const note = exact
    ? sorted
    : [`${source.type} rounded to half precision`, sorted].filter(Boolean).join('; ');
  return { to: 'fp16', exact, note };
}

const reasons: readonly [prefix: string, why: string][] = [
  ['rope_', 'rotations of every position, so that the program computes no angles'],
  ['zeros_', 'biases of zero: every parameter is written out'],
];

/** What the package holds and the source does not. */
export function addedOf(stored: ReadonlyMap<string, StoredWeight>): Conversion['added'] {
  return [...stored].flatMap(([name, weight]) => {
    const why = reasons.find(([prefix]) => name.startsWith(prefix))?.[1];
    return why ? [{ name, targetBytes: storedBytes(weight), why }] : [];
  });
}

/** What a reader of the report must know beyond its numbers. */
export function notesOf(plan: PackagePlan, gguf: OpenGguf): string[] {
  const { architecture, attention, factors, trainedTokens } = plan.shape;
  const window = countOf(gguf.metadata, `${architecture.name}.attention.sliding_window`) ?? 0;
  const isLeftOut = attention.every((layer) => layer.window === null);
  return [
    'Nothing of this package ran on Apple hardware yet: docs/guides/core-ml-on-a-mac.md has the commands.',
    ...(isLeftOut && window > 0 && window < plan.contextTokens
      ? [
          `The model names a sliding window of ${window} tokens; the mask decides, and llama.cpp does not apply it either.`,
        ]
      : []),
    ...(factors === null
      ? []
      : [`Rotations use ${factors} for a context of ${plan.contextTokens} of ${trainedTokens} tokens.`]),
  ];
}
