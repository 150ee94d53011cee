import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { sha256OfFile } from '../../harness/files/digest.ts';
import { makeFolder } from '../../harness/files/make-folder.ts';
import {
  type Conversion,
  type ConversionCheck,
  conversionPath,
  coverageChecks,
  skippedAgreement,
  type Verdict,
} from '../conversion.ts';
import { decoderShape } from '../decoder-shape.ts';
import { type OpenGguf, openGguf } from '../gguf/open-gguf.ts';
import { elementCount } from '../gguf/tensor-types.ts';
import { withPartFolder } from '../part-folder.ts';
import { provenanceOfWork } from '../provenance.ts';
import type { Storage } from '../verify/conversion-gate.ts';
import { writeConversion } from '../write-conversion.ts';
import { checkPlaces, writingError } from '../write-target.ts';
import { checkPackage, type PackageChecks } from './check-package.ts';
import { addedOf, notesOf, tensorsOf } from './conversion-report.ts';
import { cachedShape } from './graph/rope.ts';
import { planTensors } from './graph/tensor-plan.ts';
import { type PackagePlan, type WrittenPackage, writePackage } from './package/write-package.ts';
import {
  COMPANION_NAMES,
  type PackageCompanions,
  packageCompanions,
  placeCompanions,
  refuseOtherTokenizer,
  writeCompanions,
} from './package-companions.ts';
import type { OffsetChoice } from './repack/packing.ts';

export interface CoreMlOptions {
  /** Places in the cache; a multiple of `prefillTokens`. Null takes the model's own length, 4096 at most. */
  readonly contextTokens: number | null;
  /** Tokens that the prefill function takes at once. */
  readonly prefillTokens: number;
  readonly offsets: OffsetChoice;
  /** Replaces what stands at the target. */
  readonly force: boolean;
  /** Runs the written package beside its source; null leaves it out, which the report then says. */
  readonly verify: ((source: string, folder: string, facts: PackageFacts) => Promise<Verdict>) | null;
  /** Ends the work, and discards what is half written. */
  readonly signal?: AbortSignal;
}

/** What is planned by. */
type PlanOptions = Pick<CoreMlOptions, 'contextTokens' | 'prefillTokens' | 'offsets'>;

/** What a check of a written package must know. */
export interface PackageFacts {
  readonly contextTokens: number;
  readonly storage: Storage;
}

export const DEFAULT_PREFILL_TOKENS = 64;
const DEFAULT_MOST_CONTEXT = 4096;

/**
 * Converts a GGUF file straight to an iOS 18 Core ML package with a stateful cache, a function for one token and one
 * for many, and weights in blocks. The package is written aside, read back by our own reader, compared with the source,
 * run beside it, and only then gets its name; its report stands beside it. One that fails is kept as
 * `<target>.rejected`.
 * @throws HeatsoakError for a source that cannot be converted (nothing is written), `TARGET_EXISTS`, and
 *   `CONVERSION_REJECTED` when a check of the written package does; `DISK_FULL`
 */
export async function convertToCoreMl(
  source: string,
  target: string,
  options: CoreMlOptions,
): Promise<Conversion> {
  const startedMs = performance.now();
  await checkPlaces(target, placesOf(target));
  await refuseExisting(target, options.force);
  const gguf = await openGguf(source);
  const part = resolve(dirname(target), `.${basename(target)}.${process.pid}.part`);
  const staged = join(part, basename(target));
  const convert = async (): Promise<Conversion> => {
    const plan = await planPackage(gguf, options);
    const companions = packageCompanions(gguf, plan.contextTokens);
    if (typeof companions !== 'string' && !options.force) await refuseOtherTokenizer(companions, target);
    await makeFolder(part);
    if (typeof companions !== 'string') await writeCompanions(companions, part);
    const written = await writePackage(gguf, plan, staged);
    const report = reportOf(gguf, plan, written, await checkPackage(gguf, plan, staged), target);
    const costs = {
      durationMs: Math.round(performance.now() - startedMs),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    };
    const verdict = await verdictOf(report.checks, () =>
      options.verify?.(source, staged, {
        contextTokens: plan.contextTokens,
        storage: isExact(report) ? 'exact' : 'rounded',
      }),
    );
    const notes = [...report.notes, noteOf(companions)];
    const whole = { ...report, ...costs, ...verdict, notes, checks: [...report.checks, ...verdict.checks] };
    const isSound = whole.checks.every(({ outcome }) => outcome !== 'failed');
    if (isSound && typeof companions !== 'string') await placeCompanions(companions, part, target);
    await settle(whole, staged, target);
    return whole;
  };
  try {
    return await withPartFolder(part, options.signal, convert);
  } catch (error) {
    throw writingError(error, target);
  } finally {
    await gguf.close();
  }
}

/** The checks of a package that was converted from another source with these options: none of `source` is written. */
export async function packageChecks(
  source: string,
  folder: string,
  options: PlanOptions,
): Promise<readonly ConversionCheck[]> {
  const gguf = await openGguf(source);
  try {
    return (await checkPackage(gguf, await planPackage(gguf, options), folder)).checks;
  } finally {
    await gguf.close();
  }
}

/** Where a package, what stands beside it, its report, and what fails its checks come to stand. */
function placesOf(target: string) {
  const beside = COMPANION_NAMES.map((name) => join(dirname(target), name));
  const folders = [target, rejectedPath(target)];
  return { beside: [...beside, ...folders.map(conversionPath)], folders, makesFolder: true };
}

const rejectedPath = (target: string): string => `${target}.rejected`;

const isExact = ({ tensors }: Pick<Conversion, 'tensors'>): boolean =>
  tensors.every(({ exact, to }) => exact || to.startsWith('the tables'));

const noteOf = (companions: PackageCompanions | string): string =>
  typeof companions === 'string'
    ? `No tokenizer stands beside it: ${companions}.`
    : `Tokenizer, chat template and the ids that end an answer stand beside it: ${[...companions.keys()].join(', ')}.`;

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
async function planPackage(gguf: OpenGguf, options: PlanOptions): Promise<PackagePlan> {
  const { prefillTokens, offsets } = options;
  const decoder = decoderShape(gguf);
  const { trainedTokens } = decoder;
  const most = Math.min(trainedTokens, DEFAULT_MOST_CONTEXT);
  if (options.contextTokens === null && prefillTokens > most)
    throw prefillTooLong(prefillTokens, most, trainedTokens);
  const contextTokens = options.contextTokens ?? most - (most % prefillTokens);
  const isSound = prefillTokens >= 2 && contextTokens >= prefillTokens && contextTokens % prefillTokens === 0;
  if (!isSound || contextTokens > trainedTokens) {
    throw new HeatsoakError(
      'CONTEXT_LENGTH',
      `a context of ${contextTokens} tokens with a prefill of ${prefillTokens} does not work for this model`,
      { hint: `the context is a multiple of the prefill (2 or more) and ${trainedTokens} at most` },
    );
  }
  const shape = cachedShape(gguf, decoder, contextTokens);
  const tensors = planTensors(gguf, shape);
  const { sha256 } = await sha256OfFile(gguf.path);
  const made = provenanceOfWork('heatsoak model convert', { path: gguf.path, sha256 });
  return { shape, tensors, contextTokens, prefillTokens, offsets, sourceSha256: sha256, made };
}

const prefillTooLong = (prefill: number, most: number, trained: number): HeatsoakError =>
  new HeatsoakError(
    'CONTEXT_LENGTH',
    `a prefill of ${prefill} tokens is longer than the context of ${most}`,
    {
      hint: `take a shorter prefill, ${most} tokens at most${trained > most ? `, or a longer context: --ctx ${trained} at most` : ''}`,
    },
  );

function reportOf(
  gguf: OpenGguf,
  plan: PackagePlan,
  written: WrittenPackage,
  found: PackageChecks,
  target: string,
): Omit<Conversion, 'agreement' | 'durationMs' | 'peakMemoryBytes'> {
  const tensors = tensorsOf(plan, written.stored, found.errors);
  const { contextTokens, prefillTokens, offsets } = plan;
  return {
    v: 1,
    source: sourceOf(gguf, plan),
    target: {
      file: basename(target),
      format: 'mlpackage',
      sizeBytes: written.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      files: [...written.files],
    },
    settings: { contextTokens, prefillTokens, offsets },
    tensors,
    added: addedOf(written.stored),
    checks: [...coverageChecks(gguf.tensors, tensors), ...found.checks],
    notes: notesOf(plan, gguf),
    provenance: plan.made,
  };
}

const sourceOf = (gguf: OpenGguf, { shape, sourceSha256 }: PackagePlan): Conversion['source'] => ({
  file: basename(gguf.path),
  format: 'gguf',
  architecture: shape.architecture.name,
  sizeBytes: gguf.sizeBytes,
  sha256: sourceSha256,
  tensors: gguf.tensors.length,
  tensorBytes: gguf.tensors.reduce((sum, tensor) => sum + tensor.bytes, 0),
  parameters: gguf.tensors.reduce((sum, { dims }) => sum + elementCount(dims), 0),
});

async function verdictOf(
  checks: readonly ConversionCheck[],
  verify: () => Promise<Verdict> | undefined,
): Promise<Verdict> {
  if (checks.some(({ outcome }) => outcome === 'failed')) return skippedAgreement('the package is not sound');
  return (await verify()) ?? skippedAgreement('not asked for: nobody knows yet whether it computes the same');
}

/** Gives the package its name, or keeps it aside with its report when a check failed. */
async function settle(conversion: Conversion, staged: string, target: string): Promise<void> {
  const failed = conversion.checks.filter(({ outcome }) => outcome === 'failed');
  const place = failed.length > 0 ? rejectedPath(target) : target;
  await rm(place, { recursive: true, force: true });
  await rename(staged, place);
  await writeConversion(conversionPath(place), conversion);
  if (failed.length === 0) return;
  throw new HeatsoakError(
    'CONVERSION_REJECTED',
    `the converted package fails ${failed.map(({ name, detail }) => `${name} (${detail})`).join('; ')}`,
    {
      where: place,
      hint: `it is kept as ${place}; ${conversionPath(place)} has the numbers`,
    },
  );
}
