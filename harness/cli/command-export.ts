import { extname, resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { type ExportOptions, exportTable, tableChunks } from '../app/export.ts';
import { submissionOfRun } from '../app/submission.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { documentText, writeDocument } from '../files/write-whole.ts';
import { findRun, LATEST } from '../store/find-run.ts';
import { type FormatName, formatNames } from '../tables/formats/index.ts';
import { tableNames } from '../tables/index.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { namesOfRun, runsOption } from './run/run-argument.ts';

export const exportCommand = () =>
  new Command('export')
    .argument('[run...]', namesOfRun, [LATEST])
    .option(...runsOption)
    .addOption(new Option('--table <name>', 'which table').choices(tableNames).conflicts('submission'))
    .addOption(new Option('--format <name>', 'default: as the file is called, else csv').choices(formatNames))
    .option('--submission', 'one JSON file of one run with all that makes it comparable, and nothing private')
    .option('--out <file>', 'where to (default: stdout)')
    .addHelpText(
      'after',
      `
Examples:
  $ heatsoak export --table blocks > blocks.csv
  $ heatsoak export runs/* --table tokens --out tokens.parquet
  $ heatsoak export latest --submission --out result.json

docs/tables.md says what every column means, and how an interval is made again from blocks.
`,
    )
    .action(async (names, { runs: root, table, format, submission, out }) => {
      const terminal = openTerminal();
      const runs: string[] = [];
      for (const name of names) runs.push(await findRun(name, root));
      if (submission) return exportSubmission(terminal, runs, out);
      if (table === undefined) throw nothingAsked();
      const options = { runs, table, format: format ?? formatOf(out) };
      if (out === undefined) return toStdout(terminal, options);
      const written = await exportTable(options, resolve(out));
      terminal.say(`${written.rows} rows of ${table}: ${written.file}`);
      terminal.document(written);
    });

/** A file that is called as another kind would not open as that; the format may be said beside it. */
function formatOf(file: string | undefined): FormatName {
  const ending = extname(file ?? '');
  const format = formatNames.find((name) => ending.toLowerCase() === `.${name}`);
  if (format !== undefined) return format;
  if (ending === '') return 'csv';
  throw new HeatsoakError('USAGE', `no table is written as ${ending}`, {
    ...(file === undefined ? {} : { where: file }),
    hint: `name the file .${formatNames.join(', .')}, or say --format with one of these`,
  });
}

const nothingAsked = (): HeatsoakError =>
  new HeatsoakError('USAGE', 'what is to be exported is not said', {
    hint: `--table with one of ${tableNames.join(', ')}; or --submission`,
  });

/** What is asked for is the table itself. */
async function toStdout(terminal: Terminal, options: ExportOptions): Promise<void> {
  if (terminal.json || (options.format === 'parquet' && process.stdout.isTTY)) {
    const why = terminal.json ? 'with --json stdout holds one document' : 'Parquet is nothing to read';
    throw new HeatsoakError('USAGE', `${why}: the table needs a file`, {
      hint: `name one with --out ${options.table}.${options.format}`,
    });
  }
  for await (const chunk of tableChunks(options)) {
    await new Promise<void>((done) => process.stdout.write(chunk, () => done()));
    // A reader that has seen enough (`| head`) is no fault.
    if (process.stdout.errored) return;
  }
}

async function exportSubmission(
  terminal: Terminal,
  [run, ...others]: readonly string[],
  out: string | undefined,
): Promise<void> {
  if (run === undefined || others.length > 0)
    throw new HeatsoakError('USAGE', 'a submission is one run', { hint: 'name one, or none for the latest' });
  const document = await submissionOfRun(run);
  if (out === undefined) {
    process.stdout.write(documentText(document));
    return;
  }
  await writeDocument(resolve(out), document);
  terminal.say(`submission: ${resolve(out)}`);
  terminal.document(document);
}
