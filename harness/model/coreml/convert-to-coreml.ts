import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { HeatsoakError } from '../../protocol/error.ts';
import { type Conversion, conversionPath, coverageChecks } from '../conversion.ts';
import { sha256OfFile } from '../digest.ts';
import { type OpenGguf, openGguf } from '../gguf/open-gguf.ts';
import { writeConversion } from '../write-conversion.ts';
import { checkPackage } from './check-package.ts';
import { addedOf, notesOf, tensorsOf } from './conversion-report.ts';
import { decoderShape } from './graph/decoder-shape.ts';
import { planTensors } from './graph/tensor-plan.ts';
import { type PackagePlan, type WrittenPackage, writePackage } from './package/write-package.ts';
import type { OffsetChoice } from './repack/packing.ts';

export interface CoreMlOptions {
  /** Places in the cache; a multiple of `prefillTokens`. Null takes the model's own length, 4096 at most. */
  readonly contextTokens: number | null;
  /** Tokens that the prefill function takes at once. */
  readonly prefillTokens: number;
  readonly offsets: OffsetChoice;
  /** Replaces what stands at the target. */
  readonly force: boolean;
}

export const DEFAULT_PREFILL_TOKENS = 64;
const DEFAULT_MOST_CONTEXT = 4096;

/**
 * Converts a GGUF file straight to an iOS 18 Core ML package with a stateful cache, a function for one token and one
 * for many, and weights in blocks. The package is written aside, read back by our own reader, compared with the source,
 * and only then gets its name; its report stands beside it. A package that fails is kept as `<target>.failed`.
 * @throws HeatsoakError for a source that cannot be converted (nothing is written), `TARGET_EXISTS`, and
 *   `CONVERSION_FAILED` when a check of the written package does
 */
export async function convertToCoreMl(
  source: string,
  target: string,
  options: CoreMlOptions,
): Promise<Conversion> {
  const startedMs = performance.now();
  await refuseExisting(target, options.force);
  const gguf = await openGguf(source);
  try {
    const plan = await planPackage(gguf, options);
    const part = resolve(dirname(target), `.${basename(target)}.${process.pid}.part`);
    try {
      await mkdir(dirname(part), { recursive: true });
      const written = await writePackage(gguf, plan, part);
      const conversion = await reportOf(gguf, plan, written, part, target, startedMs);
      await settle(conversion, part, target);
      return conversion;
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  } finally {
    await gguf.close();
  }
}

async function refuseExisting(target: string, force: boolean): Promise<void> {
  if (!target.endsWith('.mlpackage')) {
    throw new HeatsoakError('TARGET_NAME', `a Core ML package must end in .mlpackage: ${target}`, {
      where: target,
    });
  }
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  if (!isThere || force) return;
  throw new HeatsoakError('TARGET_EXISTS', `${target} exists already`, {
    where: target,
    hint: '--force replaces it',
  });
}

/** Everything that can be wrong with the source or the options is found here, before the first byte is written. */
async function planPackage(gguf: OpenGguf, options: CoreMlOptions): Promise<PackagePlan> {
  const { prefillTokens, offsets } = options;
  const { trainedTokens } = decoderShape(gguf, null);
  const most = Math.min(trainedTokens, DEFAULT_MOST_CONTEXT);
  const contextTokens = options.contextTokens ?? most - (most % prefillTokens);
  const isSound = prefillTokens >= 2 && contextTokens >= prefillTokens && contextTokens % prefillTokens === 0;
  if (!isSound || contextTokens > trainedTokens) {
    throw new HeatsoakError(
      'CONTEXT_LENGTH',
      `a context of ${contextTokens} tokens with a prefill of ${prefillTokens} does not work for this model`,
      { hint: `the context is a multiple of the prefill (2 or more) and ${trainedTokens} at most` },
    );
  }
  const shape = decoderShape(gguf, contextTokens);
  const tensors = planTensors(gguf, shape);
  const { sha256 } = await sha256OfFile(gguf.path);
  return { shape, tensors, contextTokens, prefillTokens, offsets, sourceSha256: sha256 };
}

async function reportOf(
  gguf: OpenGguf,
  plan: PackagePlan,
  written: WrittenPackage,
  folder: string,
  target: string,
  startedMs: number,
): Promise<Conversion> {
  const { checks, errors } = await checkPackage(gguf, plan, folder);
  const tensors = tensorsOf(plan, written.stored, errors);
  const { contextTokens, prefillTokens, offsets } = plan;
  return {
    v: 1,
    source: {
      file: basename(gguf.path),
      format: 'gguf',
      architecture: plan.shape.architecture,
      sizeBytes: gguf.sizeBytes,
      sha256: plan.sourceSha256,
      tensors: gguf.tensors.length,
      tensorBytes: gguf.tensors.reduce((sum, tensor) => sum + tensor.bytes, 0),
      parameters: gguf.tensors.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0),
    },
    target: {
      file: basename(target),
      format: 'mlpackage',
      sizeBytes: written.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      files: [...written.files],
    },
    settings: { contextTokens, prefillTokens, offsets },
    tensors,
    added: addedOf(written.stored),
    checks: [...coverageChecks(gguf.tensors, tensors), ...checks],
    agreement: null,
    notes: notesOf(plan, gguf),
    durationMs: Math.round(performance.now() - startedMs),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** Gives the package its name, or keeps it aside with its report when a check failed. */
async function settle(conversion: Conversion, part: string, target: string): Promise<void> {
  const failed = conversion.checks.filter(({ outcome }) => outcome === 'failed');
  const place = failed.length > 0 ? `${target}.failed` : target;
  await rm(place, { recursive: true, force: true });
  await rename(part, place);
  await writeConversion(conversionPath(place), conversion);
  if (failed.length === 0) return;
  throw new HeatsoakError(
    'CONVERSION_FAILED',
    `the converted package fails ${failed.map(({ name, detail }) => `${name} (${detail})`).join('; ')}`,
    {
      where: place,
      kind: 'internal',
      hint: `it is kept as ${place}; ${conversionPath(place)} has the numbers`,
    },
  );
}
