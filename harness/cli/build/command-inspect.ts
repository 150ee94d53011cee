import { Command } from '@commander-js/extra-typings';
import { inspectBuild } from '../../app/inspect-build.ts';
import { openTerminal } from '../../terminal/terminal.ts';
import { inspectionLines } from './inspection-lines.ts';

export const inspectBuildCommand = () =>
  new Command('inspect')
    .argument('<app>', 'an .ipa, the ZIP of an .app, or an .app folder')
    .option('--udids', 'show the udids of its profile whole')
    .addHelpText(
      'after',
      `
Nothing is unpacked and nothing is sent anywhere.

Example:
  $ heatsoak build inspect candidate.ipa

Exit codes: 0 it was read · 2 it cannot be read
`,
    )
    .action(async (path, options) => {
      const terminal = openTerminal();
      const inspection = await inspectBuild(path, options);
      for (const line of inspectionLines(inspection)) terminal.say(line);
      terminal.document(inspection);
    });
