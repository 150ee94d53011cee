import { dirname, resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { openTerminal } from '../../harness/terminal/terminal.ts';
import { sizeLimit, sizePresets } from '../supply/shards/size-limit.ts';
import { splitModel } from '../supply/shards/split-model.ts';
import { showingTensors } from './showing-tensors.ts';

export const splitCommand = () =>
  new Command('split')
    .description(
      'cut a GGUF file into shards that llama.cpp loads, each within a limit, and list them by hash',
    )
    .argument('<file.gguf>', 'the model')
    .requiredOption(
      '--max-size <size>',
      `500M, 2G, bytes, or ${Object.keys(sizePresets).join(', ')}`,
      sizeLimit,
    )
    .option('--out <dir>', 'folder of the shards (default: beside the model)')
    .option('--by-hash', 'name the parts by their SHA-256, for a store that is addressed by content', false)
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak model split phi3.gguf --max-size on-demand --out shards\n\nThe shards end in -00001-of-0000N.gguf; llama.cpp opens the first. <model>.parts.json lists all with their hashes.\n',
    )
    .action(async (path, options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const split = await showingTensors(({ signal }) =>
        splitModel({
          path: resolve(path),
          out: resolve(options.out ?? dirname(path)),
          maxBytes: options.maxSize,
          byHash: options.byHash,
          signal,
        }),
      );
      for (const part of split.manifest.parts)
        terminal.say(`${part.file}\t${part.sizeBytes} bytes\t${part.sha256}`);
      terminal.say(`manifest: ${split.manifestPath}`);
      terminal.document({ manifestPath: split.manifestPath, ...split.manifest });
    });
