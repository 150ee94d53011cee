import { Command } from '@commander-js/extra-typings';
import { certifyServer } from '../../app/lab/desk.ts';
import { openTerminal } from '../../terminal/terminal.ts';

export const labCertifyCommand = () =>
  new Command('certify')
    .argument('<names...>', 'names and addresses by which hosts reach the database')
    .option('--authority <dir>', "folder of the lab's own authority, made when it is missing", 'authority')
    .addHelpText('after', '\nExample:\n  $ heatsoak lab certify lab.example.org 10.0.0.5\n')
    .action(async (names, { authority }) => {
      const terminal = openTerminal();
      const certificates = await certifyServer(authority, names);
      terminal.say(`server.crt, server.key and ca.crt lie in ${certificates}`);
      terminal.document({ certificates });
    });
