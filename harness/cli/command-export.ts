import { extname, resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { type ExportOptions, exportTable, tableChunks } from '../app/export.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { type FormatName, formatNames } from '../tables/formats/index.ts';
import { tableNames } from '../tables/index.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';

export const exportCommand = () =>
  new Command('export')
    .argument('<run...>', 'run folders')
    .addOption(new Option('--table <name>', 'which table').choices(tableNames).makeOptionMandatory())
    .addOption(new Option('--format <name>', 'default: as the file is called, else csv').choices(formatNames))
    .option('--out <file>', 'where to (default: stdout)')
    .addHelpText(
      'after',
      `
Examples:
  $ heatsoak export runs/2026-11-22T03-00-00Z --table blocks > blocks.csv
  $ heatsoak export runs/* --table tokens --out tokens.parquet

docs/tables.md says what every column means, and how an interval is made again from blocks.
`,
    )
    .action(async (runs, { table, format, out }) => {
      const terminal = openTerminal();
      const options = { runs, table, format: format ?? formatOf(out) };
      if (out === undefined) return toStdout(terminal, options);
      const written = await exportTable(options, resolve(out));
      terminal.say(`${written.rows} rows of ${table}: ${written.file}`);
      terminal.document(written);
    });

const formatOf = (file: string | undefined): FormatName =>
  formatNames.find((name) => extname(file ?? '') === `.${name}`) ?? 'csv';

/** What is asked for is the table itself. */
async function toStdout(terminal: Terminal, options: ExportOptions): Promise<void> {
  if (terminal.json || (options.format === 'parquet' && process.stdout.isTTY)) {
    const why = terminal.json ? 'with --json stdout holds one document' : 'Parquet is nothing to read';
    throw new HeatsoakError('USAGE', `${why}: the table needs a file`, {
      hint: `name one with --out ${options.table}.${options.format}`,
    });
  }
  for await (const chunk of tableChunks(options)) {
    await new Promise<void>((resolve) => process.stdout.write(chunk, () => resolve()));
    // A reader that has seen enough (`| head`) is no fault.
    if (process.stdout.errored) return;
  }
}
