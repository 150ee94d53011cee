import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { exportHistory } from '../../app/lab/export-history.ts';
import { formatNames } from '../../tables/formats/index.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { labNamed, labOptions } from './lab-options.ts';

export const labExportCommand = () =>
  labOptions(new Command('export'))
    .requiredOption('--out <file>', 'file of the table')
    .addOption(
      new Option('--format <name>', 'how it is written').choices(formatNames).default('parquet' as const),
    )
    .addHelpText('after', '\nExample:\n  $ heatsoak lab export --out cells.parquet\n')
    .action(async ({ out, format, ...options }) => {
      const terminal = openTerminal();
      const exported = await exportHistory(labNamed(options), resolve(out), format);
      terminal.say(`${exported.rows} rows in ${exported.file}`);
      terminal.document(exported);
    });
