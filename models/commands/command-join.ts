import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { openTerminal } from '../../harness/terminal/terminal.ts';
import { joinModel } from '../supply/shards/join-model.ts';
import { showingTensors } from './showing-tensors.ts';

export const joinCommand = () =>
  new Command('join')
    .argument('<first>', '<model>-00001-of-0000N.gguf, or the <model>.parts.json')
    .argument('<out.gguf>', 'the whole model; an older one there is replaced, a file of another kind is not')
    .addHelpText('after', '\nExample:\n  $ heatsoak model join shards/phi3-00001-of-00005.gguf phi3.gguf\n')
    .action(async (first, out) => {
      const terminal = openTerminal();
      const joined = await showingTensors(({ signal }) => joinModel(resolve(first), resolve(out), signal));
      terminal.say(joined.path);
      terminal.say(
        `sha256 ${joined.sha256}, ${joined.sizeBytes} bytes out of ${joined.shards} shards; ${
          joined.sameAsSource ? 'the same bytes as the source' : 'the shards do not say what the source was'
        }`,
      );
      terminal.document(joined);
    });
