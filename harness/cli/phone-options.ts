import type { Command, OptionValues } from '@commander-js/extra-typings';
import { collect } from '../terminal/option-values.ts';

/** The options that choose phones of the lab, for every command that measures or examines several. */
export const phoneOptions = <Arguments extends unknown[], Options extends OptionValues>(
  command: Command<Arguments, Options>,
) =>
  command
    .option(
      '--device <id>',
      'phone of devices.json, or all of a tag or model; repeatable (default: all)',
      collect,
    )
    .option('--tag <tag>', 'only phones with this tag in devices.json; repeat for any of several', collect)
    .option(
      '--model <id>',
      'only phones of this model, such as iPhone15,4; repeat for any of several',
      collect,
    )
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)');
