import { Argument, Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { openTerminal, sayAll } from '../terminal/terminal.ts';
import { candidates } from './completion/candidates.ts';
import { namesHere } from './completion/names.ts';
import { shellNames, shells } from './completion/shells.ts';

export const completionCommand = () =>
  new Command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(shellNames))
    .argument(
      '[words...]',
      'behind --: what was typed so far; its candidates are printed, as the script asks for them',
    )
    .addHelpText(
      'after',
      `
Commands, options, runs, phones, suites and metrics are completed; everything else is a file.

Examples:
  $ heatsoak completion bash >> ~/.bashrc
  $ heatsoak completion zsh >> ~/.zshrc
  $ heatsoak completion fish > ~/.config/fish/completions/heatsoak.fish

Exit codes: 0 printed; 2 a shell that is not known.
`,
    )
    .action(async (name, words, _, command) => {
      const shell = shells[name];
      if (words.length === 0) {
        const terminal = openTerminal();
        sayAll(terminal, shell.script);
        terminal.document({ shell: name, script: shell.script });
        return;
      }
      const root = command.parent as unknown as CommandUnknownOpts;
      const found = await candidates(root, words, namesHere(words));
      // A --json among the words is typed for another command.
      const terminal = openTerminal(false);
      for (const candidate of found) terminal.say(shell.line(candidate));
    });
