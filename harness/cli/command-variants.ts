import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { report } from '../app/report.ts';
import { run } from '../app/run.ts';
import { documentOfVariants, mustHaveMeasured, planVariants } from '../app/variants.ts';
import { loadWords } from '../judge/model-loads.ts';
import type { VariantRow } from '../judge/variant-row.ts';
import { variantRows } from '../judge/variants.ts';
import { INTERRUPTED } from '../terminal/exit-code.ts';
import { blockCount, collect, wholeNumber } from '../terminal/option-values.ts';
import { noteError, openTerminal } from '../terminal/terminal.ts';
import { numberIn } from '../words/numbers.ts';
import { phoneOptions } from './phone-options.ts';
import { signOption } from './run/sign-option.ts';
import { underWay } from './run/under-way.ts';

export const variantsCommand = () =>
  phoneOptions(new Command('variants'))
    .requiredOption('--build <build.json>', 'a variant; repeat for each, servers too', collect)
    .option('--source <f16.gguf>', 'the file that the variants were made from; without it quality is unknown')
    .option('--suite <name>', 'suite to run; repeat for several (default: variants)', collect)
    .option('--blocks <n>', 'launches of each variant per phone', blockCount(1), 3)
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .option('--out <dir>', 'folder of the run folders', 'runs')
    .option(...signOption)
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
      const terminal = openTerminal();
      const planned = await planVariants(options);
      const { folder, interrupted } = await underWay(terminal, (ports) => run(planned, options, ports));
      const derived = await derive(folder);
      terminal.table([header, ...variantRows(derived.measurement).map(rowOf)]);
      const document = documentOfVariants(derived, folder, await report(derived, folder));
      terminal.say(`report: ${document.report}`);
      terminal.document(document);
      process.exitCode = interrupted ? INTERRUPTED : exitCodeOf(document);
    });

/** The document says that nothing was measured, and so does the exit code; a person reads it on stderr. */
function exitCodeOf(document: Parameters<typeof mustHaveMeasured>[0]): number {
  try {
    mustHaveMeasured(document);
    return 0;
  } catch (error) {
    return noteError(error);
  }
}

const header = [
  'device',
  'variant',
  'tok/s',
  'first token ms',
  'load (launches)',
  'peak MiB',
  'size MB',
  'top-1 %',
  'KL',
  'front',
];

function rowOf(row: VariantRow): string[] {
  return [
    row.device,
    row.name,
    numberIn('tok/s', row.decodeRate),
    numberIn('ms', row.ttftMs),
    row.loads ? loadWords(row.loads) : '–',
    numberIn('MiB', row.peakMiB),
    numberIn('MB', row.sizeBytes === null ? null : row.sizeBytes / 1e6),
    numberIn('%', row.topOnePercent),
    numberIn('nats/tok', row.meanKl),
    row.onFront === null ? '?' : row.onFront ? 'yes' : 'no',
  ];
}
