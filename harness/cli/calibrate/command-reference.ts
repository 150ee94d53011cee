import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { calibrateReference } from '../../app/calibrate-reference.ts';
import { calibrationPage } from '../../calibrate/calibration-page.ts';
import { INTERRUPTED } from '../../terminal/exit-code.ts';
import { threadCount, wholeNumber } from '../../terminal/option-values.ts';
import { openTerminal, sayAll } from '../../terminal/terminal.ts';
import { countList, onOrOff } from '../llama-bench-options.ts';
import { underWay } from '../run/under-way.ts';

const HELP = `
Rounds are counterbalanced: A B B A, B A A B. Wall time, processor time and instructions are reported; the verdict rests on instructions
where perf counts them (Linux; ±1 %), else on processor time, else on wall time (a graphics processor, several threads), and says why.

Exit code: 0 within the band, 1 outside, 3 inconclusive (the control shows more noise than the band), 6 no compiler here.
Three processes hold the model at once. One thread is least disturbed by neighbours.

Example:
  $ heatsoak calibrate reference --model phi3-mini.gguf --rounds 6
`;

const exitCodes = { within: 0, outside: 1, INCONCLUSIVE: 3 } as const;

export const calibrateReferenceCommand = () =>
  new Command('reference')
    .requiredOption(
      '--model <file.gguf>',
      'the model (-m); the target is meant for one of at least 10 ms a token',
    )
    .option('--rounds <n>', 'rounds, each with new processes', wholeNumber(1), 6)
    .option('--turns <n>', 'slots of each row in a round, four turns each', wholeNumber(1), 2)
    .option('--pp <list>', 'prompt tokens (-p)', countList, [128])
    .option('--tg <list>', 'generated tokens (-n)', countList, [16])
    .option('-d, --n-depth <list>', 'tokens in the cache before a row begins', countList, [0])
    .option('-t, --threads <n>', 'threads, as many as processors at most', threadCount, 1)
    .option('-b, --batch-size <n>', 'logical batch', wholeNumber(1), 2048)
    .option('--ubatch-size <n>', 'physical batch (-ub)', wholeNumber(1), 512)
    .option('--flash-attn <0|1>', 'flash attention (-fa)', onOrOff, false)
    .option('--out <dir>', 'folder of the run folders', 'runs')
    .addHelpText('after', HELP)
    .action(async (options) => {
      const terminal = openTerminal();
      const { document, report, interrupted } = await underWay(terminal, (ports) =>
        calibrateReference(options, ports, terminal.announce),
      );
      sayAll(terminal, calibrationPage(document));
      terminal.say(`report: ${join(report, '..', 'calibration.md')}`);
      terminal.document({ report, ...document });
      process.exitCode = interrupted ? INTERRUPTED : exitCodes[document.verdict];
    });
