import { Command } from '@commander-js/extra-typings';

/** Everything that shows how far a measurement can be trusted; one file a command in `calibrate/`. */
export const calibrateCommand = () =>
  new Command('calibrate').addHelpText(
    'after',
    '\nExample:\n  $ heatsoak calibrate device --build build.json\n',
  );
