import { Command } from '@commander-js/extra-typings';

export const buildCommand = () =>
  new Command('build').addHelpText('after', '\nExample:\n  $ heatsoak build inspect candidate.ipa\n');
