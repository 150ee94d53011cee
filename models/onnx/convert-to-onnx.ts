import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { sha256OfFile } from '../../harness/files/digest.ts';
import { makeFolder } from '../../harness/files/make-folder.ts';
import { type Conversion, conversionPath, skippedAgreement, type Verdict } from '../conversion.ts';
import { openGguf } from '../gguf/open-gguf.ts';
import { withPartFolder } from '../part-folder.ts';
import { provenanceOfWork } from '../provenance.ts';
import type { Storage } from '../verify/conversion-gate.ts';
import { writeConversion } from '../write-conversion.ts';
import { checkPlaces, writingError } from '../write-target.ts';
import { checkOnnx } from './check-onnx.ts';
import { companionNames, refuseTakenFolder } from './companions.ts';
import { type ContextChoice, type OnnxPlan, planOnnx } from './plan-onnx.ts';
import type { Activations } from './weight-writer.ts';
import { type WrittenOnnx, writeOnnx } from './write-onnx.ts';

export type ActivationsChoice = 'fp32' | 'fp16';

export interface OnnxOptions {
  readonly activations: ActivationsChoice;
  readonly context: ContextChoice;
  /** Replaces what stands at the target. */
  readonly force: boolean;
  /** Runs the written model beside its source; null leaves it out, which the report then says. */
  readonly verify: Verify | null;
  /** Ends the work, and discards what is half written. */
  readonly signal?: AbortSignal;
}

/** `contextTokens`: at which llama.cpp rotates as the target does; `places`: that the target has for tokens. */
type Verify = (
  source: string,
  target: string,
  facts: { readonly contextTokens: number; readonly places: number; readonly storage: Storage },
) => Promise<Verdict>;

const elementOf: Record<ActivationsChoice, Activations> = { fp32: 'FLOAT', fp16: 'FLOAT16' };

/**
 * Converts a GGUF file to an ONNX graph for onnxruntime, its weights in `<target>.data`, with the tokenizer and
 * onnxruntime-genai's configuration beside it. All is written aside, read back, run beside the source, and only then gets
 * its name, the graph last. A model that fails is kept in the folder `<target>.rejected`.
 * @throws HeatsoakError for a source that cannot be converted (nothing is written), `TARGET_EXISTS`, `FOLDER_TAKEN`, and
 *   `CONVERSION_REJECTED` when a check of the written model fails; `DISK_FULL`
 */
export async function convertToOnnx(
  source: string,
  target: string,
  options: OnnxOptions,
): Promise<Conversion> {
  const startedMs = performance.now();
  await checkPlaces(target, placesOf(target));
  await refuseTakenFolder(target, options.force);
  const gguf = await openGguf(source);
  const part = resolve(dirname(target), `.${basename(target)}.${process.pid}.part`);
  const convert = async (): Promise<Conversion> => {
    const plan = await planOnnx(gguf, options.context);
    const { sha256 } = await sha256OfFile(source);
    await makeFolder(part);
    const staged = join(part, basename(target));
    const made = provenanceOfWork('heatsoak model convert', { path: source, sha256 });
    const written = await writeOnnx(plan, staged, elementOf[options.activations], made);
    const checks = await checkOnnx(staged, gguf, written);
    const costs = { durationMs: Math.round(performance.now() - startedMs), peakMemoryBytes: peakMemory() };
    const isSound = checks.every(({ outcome }) => outcome === 'passed');
    const verdict =
      isSound && options.verify
        ? await options.verify(source, staged, {
            contextTokens: plan.verifyTokens,
            places: plan.contextTokens,
            storage: storageOf(plan, written, options),
          })
        : unverified(isSound);
    const conversion = await reportOf(plan, sha256, written, target, part, options);
    const checked = { ...verdict, checks: [...checks, ...verdict.checks] };
    const whole = { ...conversion, ...costs, ...checked, provenance: made };
    await writeConversion(conversionPath(staged), whole);
    await settle(whole, part, target);
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

/** Where a model's files, its report, and what fails its checks come to stand. */
function placesOf(target: string) {
  const beside = companionNames(basename(target)).map((name) => join(dirname(target), name));
  const folders = [rejectedPath(target)];
  return { beside: [...beside, conversionPath(target)], folders, makesFolder: true };
}

const rejectedPath = (target: string): string => `${target}.rejected`;

/** llama.cpp looks a GELU up in a table of half-precision numbers on a CPU: beside that no graph is exact. */
function storageOf({ shape }: OnnxPlan, { converted }: WrittenOnnx, { activations }: OnnxOptions): Storage {
  const isExact = activations === 'fp32' && converted.every(({ exact }) => exact);
  if (!isExact) return 'rounded';
  return shape.architecture.activation === 'gelu' ? 'half' : 'exact';
}

const peakMemory = (): number => process.resourceUsage().maxRSS * 1024;

const unverified = (isSound: boolean): Verdict =>
  skippedAgreement(
    isSound ? 'not asked for: nobody knows yet whether it computes the same' : 'the file itself is not sound',
  );

async function reportOf(
  { gguf, shape, contextTokens, rotary }: OnnxPlan,
  sha256: string,
  written: WrittenOnnx,
  target: string,
  folder: string,
  { activations }: OnnxOptions,
): Promise<Omit<Conversion, 'checks' | 'agreement' | 'durationMs' | 'peakMemoryBytes'>> {
  const files = [];
  for (const file of companionNames(basename(target)))
    files.push({ file, ...(await sha256OfFile(join(folder, file))) });
  return {
    v: 1,
    source: {
      file: basename(gguf.path),
      format: 'gguf',
      architecture: shape.architecture.name,
      sizeBytes: gguf.sizeBytes,
      sha256,
      tensors: gguf.tensors.length,
      tensorBytes: gguf.tensors.reduce((sum, { bytes }) => sum + bytes, 0),
      parameters: gguf.tensors.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0),
    },
    target: {
      file: basename(target),
      format: 'onnx',
      sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      files,
    },
    settings: { activations, contextTokens },
    tensors: [...written.converted],
    added: [...written.added],
    notes: rotary.note === null ? [] : [rotary.note],
  };
}

/** Gives the model its name, or keeps it aside with its report when a check failed. */
async function settle({ checks }: Conversion, part: string, target: string): Promise<void> {
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0) {
    const rejected = rejectedPath(target);
    await rm(rejected, { recursive: true, force: true });
    await rename(part, rejected);
    const [first] = failed;
    throw new HeatsoakError(
      'CONVERSION_REJECTED',
      `${target} failed its checks: ${first?.name}: ${first?.detail}`,
      {
        where: rejected,
        hint: `it is kept in ${rejected} with its report; do not deploy it`,
      },
    );
  }
  const [graph = '', ...others] = [...companionNames(basename(target)), basename(conversionPath(target))];
  // The graph comes last: where it stands, all that it needs stands too.
  await rm(target, { force: true });
  for (const name of [...others, graph]) await rename(join(part, name), join(dirname(target), name));
}
