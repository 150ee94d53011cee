import { Command } from '@commander-js/extra-typings';

export const labCommand = () =>
  new Command('lab').addHelpText(
    'after',
    `
One host needs none of this: heatsoak run works without a server. docs/guides/lab-of-many-hosts.md leads from one host to three.

Example:
  $ heatsoak lab status
`,
  );
