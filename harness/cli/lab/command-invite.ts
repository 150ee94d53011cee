import { Argument, Command } from '@commander-js/extra-typings';
import { inviteToLab } from '../../app/lab/desk.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { labNamed, labOptions } from './lab-options.ts';

export const labInviteCommand = () =>
  labOptions(new Command('invite'))
    .addArgument(new Argument('<kind>', 'what it is').choices(['host', 'team', 'coordinator'] as const))
    .argument('<id>', 'its name: lower-case letters, digits and hyphens')
    .option('--authority <dir>', "folder of the lab's own authority, made when it is missing", 'authority')
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak lab invite host rack-2 --database postgres://owner@127.0.0.1/heatsoak\n',
    )
    .action(async (kind, id, options) => {
      const terminal = openTerminal();
      const invitation = await inviteToLab(labNamed(options), { kind, id }, options.authority);
      terminal.say(`${kind} ${id} logs in as ${invitation.role}; copy ${invitation.certificates} to it`);
      terminal.document(invitation);
    });
