import { Command } from '@commander-js/extra-typings';

/** Everything about model files; one file a command beside this one. */
export const modelCommand = () =>
  new Command('model').addHelpText('after', '\nExample:\n  $ heatsoak model inspect phi3.gguf\n');
