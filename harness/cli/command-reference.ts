import { Command, Option } from '@commander-js/extra-typings';
import { type Reference, reference } from '../app/reference.ts';
import { formatRows, type OutputFormat, outputFormats } from '../calibrate/llama-bench-formats.ts';
import { memoryLines } from '../calibrate/reference-memory.ts';
import { rowCells } from '../calibrate/suite-rows.ts';
import { threadCount, wholeNumber } from '../terminal/option-values.ts';
import { openTerminal, sayAll, type Terminal } from '../terminal/terminal.ts';
import { countList, onOrOff } from './llama-bench-options.ts';

const HELP = `
-p, -n, -ub, -fa and -ngl are taken as llama-bench takes them. Lists: 128,512 or 128-512*2.
A row decodes forced random ids without sampling, as llama-bench does; --suite measures prompted trials.

Example:
  $ heatsoak reference --model phi3.gguf --pp 512 --tg 128 -r 5
  $ heatsoak reference -m phi3.gguf -p 128,512 -n 64 -d 0,1024 -fa 1 -t 4 -o json
`;

export const referenceCommand = () =>
  new Command('reference')
    .requiredOption('--model <file>', 'the model (-m): a .gguf file, or a converted .onnx one for --suite')
    .option('--suite <name>', 'run a suite instead of pp and tg')
    .option(
      '--template <file>',
      "chat template (Jinja) that the suite's questions are asked in, for a model that has none",
    )
    .option('--pp <list>', 'prompt tokens (-p)', countList, [512])
    .option('--tg <list>', 'generated tokens (-n)', countList, [128])
    .option('-d, --n-depth <list>', 'tokens in the cache before a row begins', countList, [0])
    .option('-r, --repetitions <n>', 'repetitions', wholeNumber(1), 5)
    .option('-t, --threads <n>', 'threads, as many as processors at most', threadCount, 1)
    .option('-b, --batch-size <n>', 'logical batch', wholeNumber(1), 2048)
    .option('--ubatch-size <n>', 'physical batch (-ub)', wholeNumber(1), 512)
    .option('--flash-attn <0|1>', 'flash attention (-fa)', onOrOff, false)
    .option(
      '--n-gpu-layers <n>',
      'layers on the graphics processor (-ngl); default: as many as fit',
      wholeNumber(0),
    )
    .addOption(
      new Option('-o, --output <format>', 'what is printed').choices(outputFormats).default('md' as const),
    )
    .addHelpText('after', HELP)
    .action(async (options) => {
      const terminal = openTerminal();
      const found = await reference(options);
      const { kind: _, ...measured } = found;
      sayRows(terminal, found, options.output);
      // Beside the rows, so that what reads them from stdout reads nothing else.
      for (const { message } of measured.caveats) terminal.note(`caveat host-busy: ${message}`);
      terminal.document(measured);
    });

/** llama-bench's own output, and below its table what the model takes of memory; or the rows of a suite. */
function sayRows(terminal: Terminal, found: Reference, format: OutputFormat): void {
  if (found.kind === 'suite') {
    terminal.table(found.rows.map(rowCells));
    return;
  }
  const below = found.memory && format === 'md' ? ['', 'memory', ...memoryLines(found.memory)] : [];
  sayAll(terminal, [formatRows(found.rows, format).trimEnd(), ...below].join('\n'));
}
