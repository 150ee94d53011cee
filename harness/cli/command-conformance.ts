import { Command } from '@commander-js/extra-typings';
import { checkFolder } from '../app/conformance/check-folder.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { conformanceLines, exitCodeOfConformance } from './conformance-lines.ts';

const HELP = `
Each rule is kept (✓), broken (✕, with the line that breaks it), or not shown by these launches (?). The rules, and all that an
agent writes and reads: harness/protocol/spec.md.

Examples:
  $ heatsoak conformance --folder runs/2026-11-22T03-00-00Z-3f9c1a
  $ heatsoak conformance --folder heatsoak/quick-b0-p0-candidate --json

Exit codes: 0 no rule is broken; 1 one is; 2 wrong usage, or nothing to check.
`;

export const conformanceCommand = () =>
  new Command('conformance')
    .requiredOption('--folder <dir>', 'a launch folder, a folder of launch folders, or a run folder')
    .addHelpText('after', HELP)
    .action(async ({ folder }) => {
      const terminal = openTerminal();
      const found = await checkFolder(folder);
      for (const line of conformanceLines(found)) terminal.say(line);
      terminal.document(found);
      process.exitCode = exitCodeOfConformance(found);
    });
