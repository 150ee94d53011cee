import { dirname, resolve } from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { makeFolder } from '../../harness/files/make-folder.ts';
import { cacheFolder } from '../../harness/files/package-home.ts';
import { wholeNumber } from '../../harness/terminal/option-values.ts';
import { openTerminal } from '../../harness/terminal/terminal.ts';
import { type Phi3Preset, presets } from '../phi3.ts';
import { mixNames } from '../quantise/mix.ts';
import { synthesisePhi3 } from '../synthesise.ts';
import { showingTensors } from './showing-tensors.ts';

export const synthCommand = () =>
  new Command('synth')
    .addArgument(
      new Argument('<preset>', 'nano and tiny for tests, mini has the full 3.8 B shape').choices(
        Object.keys(presets) as Phi3Preset[],
      ),
    )
    .addOption(
      new Option('--type <type>', 'type or mix of the weights').choices(mixNames).makeOptionMandatory(),
    )
    .option('--seed <n>', 'seed of every weight', wholeNumber(0), 1)
    .option(
      '--out <file>',
      'where to, in the place of an older model (default: phi3-<preset>-<type>.gguf here)',
    )
    .addHelpText('after', '\nExample:\n  $ heatsoak model synth mini --type Q4_K_M --out mini.gguf\n')
    .action(async (preset, { type, seed, out }) => {
      const terminal = openTerminal();
      const path = resolve(out ?? `phi3-${preset}-${type}.gguf`);
      await makeFolder(dirname(path));
      const made = await showingTensors((work) =>
        synthesisePhi3({ preset, type, seed }, path, cacheFolder(), work),
      );
      terminal.say(`${made.path}: ${made.sizeBytes} bytes, sha256 ${made.sha256}`);
      terminal.document({ ...made, preset, type, seed });
    });
