import { moduleArguments } from '../modules/spawn-module.ts';

/** What Node runs as `heatsoak`; after `npm test` has built it, what users get. */
export const program: readonly string[] = moduleArguments(new URL('./main.ts', import.meta.url));
