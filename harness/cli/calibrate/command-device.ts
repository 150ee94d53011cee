import { Command } from '@commander-js/extra-typings';
import { calibrateDevice, type DeviceCalibration } from '../../app/calibrate-device.ts';
import { exitCodeOfVerdict, INTERRUPTED } from '../../terminal/exit-code.ts';
import { blockCount, collect, wholeNumber } from '../../terminal/option-values.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { phoneOptions } from '../phone-options.ts';
import { signOption } from '../run/sign-option.ts';
import { underWay } from '../run/under-way.ts';
import { noiseLines } from './noise-lines.ts';

export const calibrateDeviceCommand = () =>
  phoneOptions(new Command('device'))
    .option('--build <build.json>', 'the build that is measured against itself')
    .option(
      '--from <run>',
      'learn from an A/A run that is there already: its folder, id, or latest; needs no phone',
    )
    .option('--suite <name>', 'suite to run; repeat for several (default: quick)', collect)
    .option('--blocks <n>', 'ABBA blocks per phone', blockCount(3), 8)
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .option('--out <dir>', 'folder of the run folders', 'runs')
    .option('--store <dir>', 'folder of the calibration store', 'calibration')
    .option(...signOption)
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak calibrate device --build build.json --device virtual-a16 --blocks 8\n',
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const done = await underWay(terminal, (ports) => calibrateDevice(options, ports));
      const { run, learned, power } = done;
      for (const line of noiseLines(learned, power)) terminal.say(line);
      if (done.interrupted)
        terminal.announce(
          `! interrupted, nothing was learned: heatsoak resume ${run}, then heatsoak calibrate device --from ${run}`,
        );
      for (const device of done.without)
        terminal.announce(`! ${device} gave no valid interval, so its noise was not learned; see the report`);
      if (done.unreadable.length > 0)
        terminal.announce(
          `! the store has unreadable lines, which are left as they are: ${done.unreadable.join(', ')}`,
        );
      terminal.document(done);
      process.exitCode = done.interrupted ? INTERRUPTED : exitCodeOf(done);
    });

/** An alarm says that verdicts of the cell are not to be trusted: inconclusive. A phone without a value is invalid. */
function exitCodeOf({ power, without }: DeviceCalibration): number {
  if (without.length > 0) return exitCodeOfVerdict.INVALID;
  return power.some((each) => each.calibration.state === 'alarm') ? exitCodeOfVerdict.INCONCLUSIVE : 0;
}
