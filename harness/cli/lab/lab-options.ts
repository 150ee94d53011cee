import type { Command, OptionValues } from '@commander-js/extra-typings';
import type { LabAddress } from '../../app/lab/with-lab.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';

/** The options that name a lab, for every command that works with one. */
export const labOptions = <Arguments extends unknown[], Options extends OptionValues>(
  command: Command<Arguments, Options>,
) =>
  command
    .option('--database <url>', 'postgres://role@host:port/database of the lab (default: HEATSOAK_DATABASE)')
    .option(
      '--certificates <dir>',
      'folder that `lab invite` made (default: HEATSOAK_CERTIFICATES, else none)',
    );

/** The lab that was named, here or in the environment. @throws HeatsoakError `USAGE` */
export function labNamed({ database, certificates }: Partial<LabAddress>): LabAddress {
  const named = database ?? process.env['HEATSOAK_DATABASE'];
  if (!named)
    throw new HeatsoakError('USAGE', 'no lab is named', {
      hint: '--database postgres://role@host:port/database, or HEATSOAK_DATABASE',
    });
  return { database: named, certificates: certificates ?? process.env['HEATSOAK_CERTIFICATES'] };
}
