import { dirname, resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { openTerminal } from '../../harness/terminal/terminal.ts';
import { sizeLimit, sizePresets } from '../supply/shards/size-limit.ts';
import { splitModel } from '../supply/shards/split-model.ts';
import { showingTensors } from './showing-tensors.ts';

export const splitCommand = () =>
  new Command('split')
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
      const terminal = openTerminal();
      const split = await showingTensors(({ signal }) =>
        splitModel({
          path: resolve(path),
          out: resolve(options.out ?? dirname(path)),
          maxBytes: options.maxSize,
          byHash: options.byHash,
          signal,
        }),
      );
      terminal.table(split.manifest.parts.map((part) => [part.file, `${part.sizeBytes} bytes`, part.sha256]));
      terminal.say(`manifest: ${split.manifestPath}`);
      terminal.document({ manifestPath: split.manifestPath, ...split.manifest });
    });
