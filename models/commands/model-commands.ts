import type { CommandEntry } from '../../harness/terminal/command-entry.ts';

/** The commands of `heatsoak model`. */
export const modelCommands: readonly CommandEntry[] = [
  {
    name: 'pull',
    description:
      'fetch a model file into the cache: resumed after a cut, and verified before it gets its name',
    load: async () => (await import('./command-pull.ts')).pullCommand(),
  },
  {
    name: 'update',
    description: 'say which pulled models changed at their source since; fetches nothing',
    load: async () => (await import('./command-update.ts')).updateCommand(),
  },
  {
    name: 'inspect',
    description: 'what a model file holds, whether it is whole, the memory it will take, and where it fits',
    load: async () => (await import('./command-inspect.ts')).inspectCommand(),
  },
  {
    name: 'synth',
    description: 'write a random Phi-3 with the real vocabulary, the same bytes for the same seed',
    load: async () => (await import('./command-synth.ts')).synthCommand(),
  },
  {
    name: 'quantize',
    description: "write a GGUF model in another type or mix, with the bytes of llama.cpp's own quantisers",
    load: async () => (await import('./command-quantize.ts')).quantizeCommand(),
  },
  {
    name: 'convert',
    description: 'convert a GGUF model; the extension of the target says to what',
    load: async () => (await import('./command-convert.ts')).convertCommand(),
  },
  {
    name: 'verify',
    description: 'run two models on the same tokens and say how far their outputs lie apart',
    load: async () => (await import('./command-verify.ts')).verifyCommand(),
  },
  {
    name: 'split',
    description:
      'cut a GGUF file into shards that llama.cpp loads, each within a limit, and list them by hash',
    load: async () => (await import('./command-split.ts')).splitCommand(),
  },
  {
    name: 'join',
    description: 'put shards together again, to the bit where they say what they were cut from',
    load: async () => (await import('./command-join.ts')).joinCommand(),
  },
  {
    name: 'prune',
    description: 'drop the layers whose loss changes the output least, measured by llama.cpp on a text',
    load: async () => (await import('./command-prune.ts')).pruneCommand(),
  },
];
