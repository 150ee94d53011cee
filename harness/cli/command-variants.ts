import { Command } from '@commander-js/extra-typings';
import { prepareVariants } from '../app/plan/prepare-variants.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { serverCrossovers } from '../judge/server-crossover.ts';
import { type VariantRow, variantRows } from '../judge/variants.ts';
import { variantsDocument } from '../judge/variants-document.ts';
import { INTERRUPTED } from '../terminal/exit-code.ts';
import { blockCount, collect, wholeNumber } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { exitCodeOfRun } from './exit-code-of-run.ts';
import { perform } from './run/perform.ts';

export const variantsCommand = () =>
  new Command('variants')
    .description('measure several builds of one model side by side: speed, memory, load, size and quality')
    .requiredOption('--build <build.json>', 'a variant; repeat for each, servers too', collect)
    .option('--source <f16.gguf>', 'the file that the variants were made from; without it quality is unknown')
    .option('--suite <name>', 'suite to run; repeat for several (default: variants)', collect)
    .option('--device <id>', 'phone of devices.json; repeat for several (default: all)', collect)
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)')
    .option('--blocks <n>', 'launches of each variant per phone', blockCount(1), 2)
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .option('--out <dir>', 'folder of the run folders', 'runs')
    .addHelpText(
      'after',
      `
Example:
  $ heatsoak variants --build q4.json --build q8.json --build server.json --source phi3-f16.gguf

A server's file is { "name": "…", "engine": { "name": "server", "url": "https://host/v1", "model": "…",
"apiKeyVariable": "MY_KEY" } }; it is measured from this host. Exit code 0 means measured, not approved.
`,
    )
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const prepared = await prepareVariants(options, new Date());
      const done = await perform(prepared, options.out, terminal);
      const rows = variantRows(done.derived.measurement);
      terminal.say(header.join('\t'));
      for (const row of rows) terminal.say(lineOf(row));
      terminal.say(`report: ${done.report}`);
      terminal.document(
        variantsDocument.parse({
          run: done.path,
          report: done.report,
          variants: rows,
          crossovers: serverCrossovers(done.derived.measurement),
        }),
      );
      if (done.interrupted) process.exitCode = INTERRUPTED;
      else if (exitCodeOfRun(done.derived) !== 0)
        throw new HeatsoakError('NOTHING_MEASURED', 'no variant gave a value', {
          where: done.path,
          hint: 'the report lists the faults',
        });
    });

const header = [
  'device',
  'variant',
  'tok/s',
  'first token ms',
  'load ms',
  'peak MiB',
  'size MB',
  'top-1 %',
  'KL',
  'front',
];

function lineOf(row: VariantRow): string {
  const number = (value: number | null): string =>
    value === null ? '–' : String(Number(value.toPrecision(3)));
  return [
    row.device,
    row.name,
    number(row.decodeRate),
    number(row.ttftMs),
    number(row.loadMs),
    number(row.peakMiB),
    number(row.sizeBytes === null ? null : row.sizeBytes / 1e6),
    number(row.topOnePercent),
    number(row.meanKl),
    row.onFront === null ? '?' : row.onFront ? 'yes' : 'no',
  ].join('\t');
}
