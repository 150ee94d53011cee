import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import type { LabAddress } from '../../app/lab/with-lab.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { wholeNumber } from '../../terminal/option-values.ts';

const certificatesOption = [
  '--certificates <dir>',
  'folder that `lab invite` made (default: HEATSOAK_CERTIFICATES, else none)',
] as const;

/** The options that name a lab, for every command that works with one. */
export const labOptions = <Arguments extends unknown[], Options extends OptionValues>(
  command: Command<Arguments, Options>,
) =>
  command
    .option('--database <url>', 'postgres://role@host:port/database of the lab (default: HEATSOAK_DATABASE)')
    .option(...certificatesOption);

/** The lab that was named, here or in the environment. @throws HeatsoakError `USAGE` */
export function labNamed({ database, certificates }: Partial<LabAddress>): LabAddress {
  const named = database ?? process.env['HEATSOAK_DATABASE'];
  if (!named)
    throw new HeatsoakError('USAGE', 'no lab is named', {
      hint: '--database postgres://role@host:port/database, or HEATSOAK_DATABASE',
    });
  return { database: named, certificates: certificates ?? process.env['HEATSOAK_CERTIFICATES'] };
}

/** The options of what reads run folders, or the tables of a lab where one is named; the environment names none here. */
export const labSource = <Arguments extends unknown[], Options extends OptionValues>(
  command: Command<Arguments, Options>,
) =>
  command
    .option('--database <url>', 'read the tables of this lab instead of the run folders')
    .option(...certificatesOption);

/** The lab whose tables are read; undefined: none was named. */
export const labSourceNamed = ({ database, ...rest }: Partial<LabAddress>): LabAddress | undefined =>
  database === undefined ? undefined : labNamed({ database, ...rest });

/** A port of this host; 0 is a free one. */
const MOST_PORT = 65_535;

/** The option of what serves until it is stopped, and may be watched by Prometheus. */
export const metricsPortOption = () =>
  new Option(
    '--metrics-port <port>',
    'serve /metrics for Prometheus on 127.0.0.1 (default: it is not served)',
  ).argParser(wholeNumber(0, MOST_PORT));
