import { Command, Option } from '@commander-js/extra-typings';
import { portsOf } from '../app/ports.ts';
import { installDuckDb } from '../app/query/duckdb.ts';
import { query } from '../app/query/query.ts';
import type { QueryDocument } from '../app/query/query-document.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { csvLine } from '../tables/formats/csv.ts';
import type { Cell } from '../tables/table.ts';
import { openTerminal, type Terminal, wantsJson } from '../terminal/terminal.ts';
import { labSource, labSourceNamed } from './lab/lab-options.ts';
import { runsOption } from './run/run-argument.ts';

export const queryCommand = () =>
  labSource(new Command('query'))
    .argument(
      '[sql]',
      'a question; trials, tokens, launches, blocks, memory and metrics are its tables, and with --database cells',
    )
    .option(...runsOption)
    .addOption(
      new Option('--format <name>', 'how the answer is printed')
        .choices(['table', 'csv', 'json'])
        .default('table'),
    )
    .option('--install', 'install DuckDB for this user first')
    .addHelpText(
      'after',
      `
Examples:
  $ heatsoak query "SELECT run, device, median(value) FROM metrics WHERE metric = 'decode_rate' GROUP BY ALL"
  $ heatsoak query "SELECT device, avg(plain) FROM cells WHERE metric = 'ttft' GROUP BY ALL" --database postgres://heatsoak_team_speech@lab/heatsoak
  $ heatsoak query "SELECT * FROM trials WHERE decode_rate < 10" --format csv > slow.csv

DuckDB is no part of the install of Heatsoak: npm install @duckdb/node-api, or --install.
`,
    )
    .action(async (sql, { runs, format, install, ...named }) => {
      const terminal = openTerminal(wantsJson() || format === 'json');
      if (install) terminal.note(`DuckDB: ${await installDuckDb(portsOf({}).folders.cache)}`);
      if (sql === undefined) return install ? undefined : questionMissing();
      const document = await query({ sql, runs, lab: labSourceNamed(named) });
      for (const { folder, reason } of document.skipped) terminal.note(`skipped ${folder}: ${reason}`);
      show(terminal, format, document);
    });

function show(terminal: Terminal, format: string, document: QueryDocument): void {
  if (terminal.json) terminal.document(document);
  else if (format === 'csv') for (const line of csvLines(document)) process.stdout.write(line);
  else terminal.table(tableOf(document));
}

function questionMissing(): never {
  throw new HeatsoakError('USAGE', 'the question is missing', {
    hint: 'heatsoak query "SELECT * FROM launches LIMIT 5"',
  });
}

const tableOf = ({ columns, rows }: QueryDocument): string[][] => [
  columns.map(({ name }) => name),
  ...rows.map((row) => row.map(shown)),
];

const shown = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

function* csvLines({ columns, rows }: QueryDocument): Generator<string> {
  yield csvLine(columns.map(({ name }) => name));
  for (const row of rows) yield csvLine(row.map(cellOf));
}

const cellOf = (value: unknown): Cell =>
  value === null || typeof value === 'number' || typeof value === 'boolean' ? value : shown(value);
