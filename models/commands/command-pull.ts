import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { cacheFolder } from '../../harness/files/package-home.ts';
import { openTerminal } from '../../harness/terminal/terminal.ts';
import { downloadLimits } from '../supply/download.ts';
import { ModelCache } from '../supply/model-cache.ts';
import { HUGGING_FACE, modelSource } from '../supply/model-source.ts';
import { pullModel } from '../supply/pull.ts';
import { downloadLines } from './download-lines.ts';

export const pullCommand = () =>
  new Command('pull')
    .argument('<source>', 'https://host/path/model.gguf, or hf:owner/name/file (hf:owner/name@revision/file)')
    .option('--sha256 <hex>', 'what the bytes must be', sha256Option)
    .option('--offline', 'use the cache only', false)
    .option('--again', 'fetch although the cache has this source', false)
    .addHelpText(
      'after',
      `
Example:
  $ heatsoak model pull hf:microsoft/Phi-3-mini-4k-instruct-gguf/Phi-3-mini-4k-instruct-q4.gguf \\
      --sha256 8a83c7fb9049a9b2e92266fa7ad04933bb53aa1e85136b7b30f1b8000ff2edef

HF_ENDPOINT names another hub, HF_TOKEN lets gated files be read, HEATSOAK_CACHE moves the cache.
`,
    )
    .action(async (name, options) => {
      const terminal = openTerminal();
      const lines = downloadLines();
      const pulled = await pullModel({
        source: modelSource(name, hub()),
        cache: new ModelCache(cacheFolder()),
        sha256: options.sha256 ?? null,
        offline: options.offline,
        again: options.again,
        token: tokenFor(name),
        limits: downloadLimits,
        now: new Date(),
        ...lines,
        wait: (ms) => sleep(ms),
      });
      lines.end();
      const words = {
        'sha256-option': 'as --sha256 says',
        published: 'as the hub publishes',
        none: 'recorded; nobody said what it must be',
      };
      terminal.say(pulled.path);
      terminal.say(
        `sha256 ${pulled.sha256} (${words[pulled.verifiedAgainst]}), ${pulled.sizeBytes} bytes, from the ${pulled.from}`,
      );
      terminal.document({ source: name, ...pulled });
    });

export const hub = (): string => process.env['HF_ENDPOINT'] || HUGGING_FACE;

/** The hub's token goes to the hub only. */
export const tokenFor = (source: string): string | null =>
  source.startsWith('hf:') ? process.env['HF_TOKEN'] || null : null;

function sha256Option(text: string): string {
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw new InvalidArgumentError('64 hexadecimal digits');
  return text.toLowerCase();
}
