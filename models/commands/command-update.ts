import { Command } from '@commander-js/extra-typings';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { didYouMean } from '../../harness/errors/nearest.ts';
import { cacheFolder } from '../../harness/files/package-home.ts';
import { openTerminal } from '../../harness/terminal/terminal.ts';
import { ModelCache, type PulledModel } from '../supply/model-cache.ts';
import { stateOfSource } from '../supply/update.ts';
import { tokenFor } from './command-pull.ts';

const LIMIT_MS = 30_000;

export const updateCommand = () =>
  new Command('update')
    .argument('[source...]', 'sources as they were pulled (default: all)')
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak model update\n\nA changed one is fetched by: heatsoak model pull <source> --again\n',
    )
    .action(async (sources) => {
      const terminal = openTerminal();
      const cache = new ModelCache(cacheFolder());
      const pulled = await chosen(cache, sources);
      if (pulled.length === 0) terminal.say('nothing was pulled yet');
      const states = [];
      for (const entry of pulled) {
        const state = {
          ...(await stateOfSource(entry, tokenFor(entry.source), LIMIT_MS)),
          inCache: await cache.has(entry),
        };
        states.push(state);
        const detail = state.detail === null ? [] : [state.detail];
        terminal.table([[state.state, entry.source, entry.sha256.slice(0, 12), ...detail]]);
      }
      terminal.document({ models: states });
    });

async function chosen(cache: ModelCache, sources: readonly string[]): Promise<PulledModel[]> {
  if (sources.length === 0) return cache.list();
  return Promise.all(
    sources.map(async (source) => {
      const entry = await cache.find(source);
      if (entry) return entry;
      const near = await cache.nearest(source);
      throw new HeatsoakError('SOURCE_UNKNOWN', `${source} was never pulled${didYouMean(near)}`, {
        where: source,
        hint: 'heatsoak model update lists all that were',
      });
    }),
  );
}
