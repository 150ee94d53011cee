import { dirname, extname, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { ranApart } from '../../harness/terminal/run-apart.ts';
import { openTerminal } from '../../harness/terminal/terminal.ts';
import { architectures } from '../architectures/architectures.ts';
import { type Conversion, conversionPath } from '../conversion.ts';
import { convertToCoreMl, DEFAULT_PREFILL_TOKENS } from '../coreml/convert-to-coreml.ts';
import { refuseDoubledToken } from '../gguf/doubled-token.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { type ActivationsChoice, convertToOnnx } from '../onnx/convert-to-onnx.ts';
import { removePartsOf } from '../part-folder.ts';
import { refuseShard } from '../supply/shards/refuse-shard.ts';
import { verifyPrompts } from '../verify/verify-prompts.ts';
import { conversionLines } from './conversion-lines.ts';
import { untilInterrupted } from './until-interrupted.ts';
import { verifyConversion } from './verify-conversion.ts';
import { verifyCoreMl } from './verify-core-ml.ts';

export const convertCommand = () =>
  new Command('convert')
    .argument('<model.gguf>', `a model of ${architectures.map(({ name }) => name).join(', ')}`)
    .argument(
      '<target>',
      'OUT.onnx: onnxruntime, with weights, tokenizer and genai_config.json beside it; OUT.mlpackage: Core ML, iOS 18',
    )
    .option(
      '--ctx <tokens>',
      "tokens the model is to hold (default: its own, before long-rope's stretching; 4096 at most in a package); long-rope's factors go by it",
      count,
    )
    .option(
      '--both-ropes',
      'ONNX, long-rope: keep both factors, and choose by the length of the sequence',
      false,
    )
    .addOption(
      new Option('--activations <type>', 'ONNX: type of activations, scales and cache')
        .choices(['fp32', 'fp16'])
        .default('fp32' as const),
    )
    .option('--no-verify', 'do not run the converted model beside its source')
    .option(
      '--prefill <tokens>',
      'tokens that the prefill function takes at once',
      count,
      DEFAULT_PREFILL_TOKENS,
    )
    .addOption(
      new Option(
        '--offsets <how>',
        'minima of Q4_K and Q5_K: as fp16 offsets, or requantised to 8 bits without',
      )
        .choices(['float', 'none'])
        .default('float' as const),
    )
    .option('--force', 'replace what stands at the target', false)
    .addHelpText(
      'after',
      '\nExamples:\n  $ heatsoak model convert phi3-q4.gguf onnx/phi3.onnx\n  $ heatsoak model convert phi3-q4.gguf phi3.mlpackage --ctx 2048\n\nThe report stands beside the target as <target>.conversion.json.\n',
    )
    .action(async (source, target, options) => {
      if (await ranApart((pid) => removePartsOf(pid, dirname(resolve(target))))) return;
      const terminal = openTerminal();
      const convert = converters[extname(target)];
      if (!convert) throw unknownTarget(target);
      if (options.verify) await refuseUncheckable(resolve(source));
      const conversion = await untilInterrupted((signal) =>
        convert(resolve(source), resolve(target), { ...options, signal }),
      );
      for (const line of conversionLines(conversion, conversionPath(resolve(target)))) terminal.say(line);
      terminal.document(conversion);
    });

/**
 * What the check of the result would stumble over, before hours of work are done for it.
 * @throws HeatsoakError `MODEL_SPLIT`, `VOCABULARY_TWICE`, `TEMPLATE_INVALID`
 */
async function refuseUncheckable(source: string): Promise<void> {
  const { metadata } = await readGguf(source);
  refuseShard({ path: source, metadata });
  refuseDoubledToken(metadata, source);
  await verifyPrompts(source).catch((error: unknown) => {
    if (!(error instanceof HeatsoakError && error.code === 'TEMPLATE_INVALID')) throw error;
    throw new HeatsoakError(error.code, error.message, {
      where: source,
      hint: 'correct the template in the file, or convert with --no-verify and then check with heatsoak model verify --template',
      cause: error,
    });
  });
}

interface Options {
  readonly ctx?: number | undefined;
  readonly prefill: number;
  readonly offsets: 'float' | 'none';
  readonly force: boolean;
  readonly bothRopes: boolean;
  readonly activations: ActivationsChoice;
  readonly verify: boolean;
  readonly signal: AbortSignal;
}

type Convert = (source: string, target: string, options: Options) => Promise<Conversion>;

/** What is written, by the extension of the target. */
const converters: Readonly<Record<string, Convert>> = {
  '.onnx': (source, target, { ctx, bothRopes, activations, force, verify, signal }) =>
    convertToOnnx(source, target, {
      activations,
      context: bothRopes ? 'both' : (ctx ?? null),
      force,
      verify: verify ? verifyConversion : null,
      signal,
    }),
  '.mlpackage': (source, target, { ctx, prefill, offsets, force, verify, signal }) =>
    convertToCoreMl(source, target, {
      contextTokens: ctx ?? null,
      prefillTokens: prefill,
      offsets,
      force,
      verify: verify ? verifyCoreMl : null,
      signal,
    }),
};

const unknownTarget = (target: string): HeatsoakError =>
  new HeatsoakError('TARGET_NAME', `${target}: the extension says what to convert to`, {
    where: target,
    hint: `end it in ${Object.keys(converters).join(' or ')}`,
  });

function count(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('a number of tokens');
  return number;
}
