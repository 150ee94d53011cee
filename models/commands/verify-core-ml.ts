import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { skippedAgreement, type Verdict } from '../conversion.ts';
import type { PackageFacts } from '../coreml/convert-to-coreml.ts';
import { decoderShape } from '../decoder-shape.ts';
import { openGguf } from '../gguf/open-gguf.ts';
import { elementCount } from '../gguf/tensor-types.ts';
import { dropLayers } from '../prune/drop-layers.ts';
import { sampledLayers } from '../verify/layer-sample.ts';
import { VERIFY_CONTEXT_TOKENS } from '../verify/verify-models.ts';
import { type OpenScored, openScoredModel } from './open-scored-model.ts';
import { openScoredPackage } from './open-scored-package.ts';
import { tooShort } from './too-short.ts';
import { besideTwin } from './verify-conversion.ts';

/** Above it a package is run at fewer positions, above the next with a few of its layers: hours would pass otherwise. */
export const mostWeights = { everyPosition: 50_000_000, everyLayer: 200_000_000 };
const FEW_POSITIONS = 24;

/**
 * Runs a written package in our interpreter beside llama.cpp on the source's weights in single precision. The interpreter
 * rounds nothing but the weights: what differs is what was written. Of a large package a seeded sample of layers is run,
 * beside the source with the same layers; the report says which.
 */
export async function verifyCoreMl(
  source: string,
  folder: string,
  { contextTokens, storage }: PackageFacts,
  {
    most = mostWeights,
    openTwin = openScoredModel,
  }: { most?: typeof mostWeights; openTwin?: OpenScored } = {},
): Promise<Verdict> {
  if (contextTokens < VERIFY_CONTEXT_TOKENS) return skippedAgreement(tooShort(contextTokens));
  const sample = join(dirname(folder), 'sample.gguf');
  try {
    const { weights, layers, kept } = await sampleOf(source, sample, most.everyLayer);
    const isWhole = kept.length === layers;
    const verdict = await besideTwin(
      isWhole ? source : sample,
      folder,
      storage === 'exact' ? 'half' : 'rounded',
      {
        context: contextTokens,
        openTwin,
        positions: weights > most.everyPosition ? FEW_POSITIONS : null,
        openTarget: () =>
          openScoredPackage(folder, source, VERIFY_CONTEXT_TOKENS, { rounding: 'none', layers, kept }),
      },
    );
    return isWhole ? verdict : ofSample(verdict, kept, layers);
  } finally {
    await rm(sample, { force: true });
  }
}

interface Sample {
  readonly weights: number;
  readonly layers: number;
  readonly kept: readonly number[];
}

/** Which layers are run; where not all are, the source with just these is written to `path`. */
async function sampleOf(source: string, path: string, mostWhole: number): Promise<Sample> {
  const gguf = await openGguf(source);
  try {
    const shape = decoderShape(gguf);
    const { layers } = shape;
    const weights = gguf.tensors.reduce((sum, { dims }) => sum + elementCount(dims), 0);
    const all = Array.from({ length: layers }, (_, layer) => layer);
    if (weights <= mostWhole) return { weights, layers, kept: all };
    const kept = sampledLayers(shape, weights);
    await dropLayers(
      gguf,
      all.filter((layer) => !kept.includes(layer)),
      path,
    );
    return { weights, layers, kept };
  } finally {
    await gguf.close();
  }
}

const ofSample = ({ agreement, checks }: Verdict, kept: readonly number[], layers: number): Verdict => ({
  agreement,
  checks: checks.map((check) => ({
    ...check,
    detail: `layers ${kept.join(', ')} of ${layers}: ${check.detail}`,
  })),
});
