import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { readTemplate } from '../../harness/app/plan/read-template.ts';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { threadCount, wholeNumber } from '../../harness/terminal/option-values.ts';
import { ranApart } from '../../harness/terminal/run-apart.ts';
import { openTerminal } from '../../harness/terminal/terminal.ts';
import { SAMPLE_TEXT } from '../verify/sample-text.ts';
import { type GateName, gateNames } from '../verify/verification.ts';
import { VERIFY_CONTEXT_TOKENS, verifyModels } from '../verify/verify-models.ts';
import { verifyPrompts } from '../verify/verify-prompts.ts';
import { openScoredModel } from './open-scored-model.ts';
import { openScoredPackage } from './open-scored-package.ts';
import { readText } from './read-text.ts';
import { verificationLines } from './verification-lines.ts';

export const verifyCommand = () =>
  new Command('verify')
    .argument('<reference>', 'the model to be held against: .gguf or .onnx')
    .argument('<target>', 'the other one: .gguf, .onnx, or a small .mlpackage of a .gguf reference')
    .option('--text <file>', 'a text for perplexity (default: one that ships with Heatsoak)')
    .option(
      '--template <file>',
      "chat template (Jinja) that the prompts are asked in, instead of the reference's own",
    )
    .addOption(
      new Option(
        '--gate <name>',
        'strict: equal arithmetic on equal weights; loose: against quantised arithmetic; none: numbers only',
      )
        .choices(gateNames)
        .default('loose' satisfies GateName as GateName),
    )
    .option(
      '--ctx <tokens>',
      'context; long-rope models choose their factors by it',
      wholeNumber(1),
      VERIFY_CONTEXT_TOKENS,
    )
    .option('-t, --threads <n>', 'threads, as many as processors at most', threadCount, 1)
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak model verify phi3-q4.gguf onnx/phi3.onnx\n\nExit code 1 when the gate does not let the target through.\n',
    )
    .action(async (reference, target, options) => {
      if (await ranApart(async () => undefined)) return;
      const terminal = openTerminal();
      refusePackage(reference, target);
      const { ctx, threads } = options;
      const text = options.text === undefined ? SAMPLE_TEXT : await readText(options.text);
      const template = options.template === undefined ? undefined : await readTemplate(options.template);
      const prompts = await verifyPrompts(resolve(reference), template);
      const verification = await verifyModels(
        () => openScoredModel(resolve(reference), ctx, threads),
        () =>
          target.endsWith('.mlpackage')
            ? openScoredPackage(resolve(target), resolve(reference), ctx)
            : openScoredModel(resolve(target), ctx, threads),
        { text, gate: options.gate, prompts },
      );
      for (const line of verificationLines(verification)) terminal.say(line);
      terminal.document(verification);
      if (!verification.gate.passed) process.exitCode = 1;
    });

/** @throws HeatsoakError `MODEL_KIND` for a package in the place of the reference, in whose template and tokens it is asked */
function refusePackage(reference: string, target: string): void {
  if (!/\.mlpackage\/*$/.test(reference)) return;
  throw new HeatsoakError(
    'MODEL_KIND',
    `${reference} is a Core ML package, which is the target and not the reference`,
    {
      where: reference,
      hint: target.endsWith('.gguf')
        ? `swap them: heatsoak model verify ${target} ${reference}`
        : `name the GGUF that it was made from first: heatsoak model verify MODEL.gguf ${reference}`,
    },
  );
}
