import { Command } from '@commander-js/extra-typings';
import { pinDevices } from '../../app/pin-devices.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { phoneOptions } from '../phone-options.ts';

export const pinCommand = () =>
  phoneOptions(new Command('pin'))
    .addHelpText(
      'after',
      `
Numbers of another build of iOS are another series: after an update pin the new one, and begin a new baseline.

Example:
  $ heatsoak devices pin --device my-phone
`,
    )
    .action(async (options) => {
      const terminal = openTerminal();
      const { path, pinned, unread } = await pinDevices(options);
      for (const { id, os, osBuild, before } of pinned)
        terminal.say(`✓ ${id}  iOS ${os} (${osBuild})${before === osBuild ? ', as before' : was(before)}`);
      for (const { id, why } of unread) terminal.say(`? ${id}  cannot be read, and keeps its pin: ${why}`);
      if (pinned.length + unread.length === 0) terminal.say('no iPhone is in the lab: nothing is pinned');
      terminal.document({ path, pinned, unread });
    });

const was = (before: string | null): string => (before === null ? '' : `, was ${before}`);
