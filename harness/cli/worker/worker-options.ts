import type { Command, OptionValues } from '@commander-js/extra-typings';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { metricsPortOption } from '../lab/lab-options.ts';

/** The options of what a worker serves, for `worker` and for the file that starts it. */
export const workerOptions = <Arguments extends unknown[], Options extends OptionValues>(
  command: Command<Arguments, Options>,
) =>
  command
    .option(
      '--artefacts <place>',
      'folder or https:// address of apps and models by hash (default: HEATSOAK_ARTEFACTS)',
    )
    .option('--devices <file>', "this host's phones (default: devices.json here, else the virtual lab)")
    .option('--home <dir>', 'folder of sessions under way; it must outlive the worker', 'lab-sessions')
    .addOption(metricsPortOption());

/** Where apps and models lie, as it was named here or in the environment. @throws HeatsoakError `USAGE` */
export function artefactsNamed({ artefacts }: { readonly artefacts?: string | undefined }): string {
  const named = artefacts ?? process.env['HEATSOAK_ARTEFACTS'];
  if (named) return named;
  throw new HeatsoakError('USAGE', 'no store of apps and models is named', {
    hint: '--artefacts FOLDER or https://…, or HEATSOAK_ARTEFACTS',
  });
}
