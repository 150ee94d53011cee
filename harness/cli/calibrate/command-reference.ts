import { join, resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { openModel } from '../../app/open-model.ts';
import { runId } from '../../app/plan/manifest-head.ts';
import { contextOf } from '../../calibrate/bench-steps.ts';
import { calibrateReference } from '../../calibrate/calibrate.ts';
import { calibrationPage } from '../../calibrate/calibration-page.ts';
import { buildLlamaBench } from '../../calibrate/native/build-llama-bench.ts';
import { cacheFolder } from '../../files/package-home.ts';
import { engineSettings } from '../../protocol/plan-file.ts';
import { INTERRUPTED } from '../../terminal/exit-code.ts';
import { wholeNumber } from '../../terminal/option-values.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { askedEngine, askedRows, countList, onOrOff } from '../llama-bench-options.ts';

const HELP = `
Exit code: 0 within the band, 1 outside, 3 inconclusive (the control shows more noise than the band), 6 no compiler here.
Three processes hold the model at once. One thread is least disturbed by neighbours.

Example:
  $ heatsoak calibrate reference --model phi3-mini.gguf --rounds 6
`;

const exitCodes = { within: 0, outside: 1, INCONCLUSIVE: 3 } as const;

export const calibrateReferenceCommand = () =>
  new Command('reference')
    .description(
      'compare the reference with llama-bench, built here against the same libraries, turn by turn',
    )
    .requiredOption(
      '--model <file.gguf>',
      'the model (-m); the target is meant for one of at least 10 ms a token',
    )
    .option('--rounds <n>', 'rounds, each with new processes', wholeNumber(1), 6)
    .option('--turns <n>', 'turns of each row in a round', wholeNumber(1), 3)
    .option('--pp <list>', 'prompt tokens (-p)', countList, [128])
    .option('--tg <list>', 'generated tokens (-n)', countList, [16])
    .option('-d, --n-depth <list>', 'tokens in the cache before a row begins', countList, [0])
    .option('-t, --threads <n>', 'threads', wholeNumber(1), 1)
    .option('-b, --batch-size <n>', 'logical batch', wholeNumber(1), 2048)
    .option('--ubatch-size <n>', 'physical batch (-ub)', wholeNumber(1), 512)
    .option('--flash-attn <0|1>', 'flash attention (-fa)', onOrOff, false)
    .option('--out <dir>', 'folder of the run folders', 'runs')
    .addHelpText('after', HELP)
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const startedAt = new Date();
      const steps = askedRows(options, 1);
      const model = await openModel(resolve(options.model));
      const native = await buildLlamaBench(cacheFolder());
      const folder = join(resolve(options.out), `${runId(startedAt)}-calibrate`);
      const interruption = new AbortController();
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort());
      const document = await calibrateReference({
        model,
        steps,
        native,
        engine: engineSettings.parse({
          // llama-bench is built against the libraries without a graphics processor, but for Apple's.
          backend: process.platform === 'darwin' ? 'auto' : 'cpu',
          ...askedEngine(options),
          contextTokens: contextOf(steps),
        }),
        rounds: options.rounds,
        turnsPerRound: options.turns,
        folder,
        startedAt,
        say: (line) => terminal.say(line),
        signal: interruption.signal,
      });
      terminal.say(calibrationPage(document));
      terminal.say(`report: ${join(folder, 'calibration.md')}`);
      terminal.document({ report: join(folder, 'calibration.json'), ...document });
      process.exitCode = interruption.signal.aborted ? INTERRUPTED : exitCodes[document.verdict];
    });
