import { Command } from '@commander-js/extra-typings';
import { doctor } from '../app/doctor.ts';
import { exitCodeHelp } from '../errors/exit-codes.ts';
import { collect } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { examinedLines, exitCodeOfExamination, summaryOf } from './doctor/examined-lines.ts';
import { phoneOptions } from './phone-options.ts';

export const doctorCommand = () =>
  phoneOptions(new Command('doctor'))
    .option('--build <build.json>', 'a build that is to run on the phones; repeat for several', collect)
    .option('--long', 'also what takes minutes: Auto-Lock, the speed of the cable, the temperature at rest')
    .option('--keep', 'keep the versions of Appium, driver and WebDriverAgent as those of this lab')
    .addHelpText(
      'after',
      `
✓ holds   ✕ does not, with what mends it   ? could not be asked, and why

Example:
  $ heatsoak doctor --device my-phone --build candidate.json

${exitCodeHelp}
`,
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const { checks, fit, released } = await doctor(options, {}, (examined) => {
        for (const line of examinedLines(examined)) terminal.say(line);
      });
      terminal.say(summaryOf(checks));
      for (const id of released) terminal.say(`${id} is out of quarantine, and takes part in runs again`);
      process.exitCode = exitCodeOfExamination(checks);
      terminal.document({ fit, checks, released, exitCode: process.exitCode });
    });
