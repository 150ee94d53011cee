import type { Code } from './code.ts';

/** Codes of fetching model files. */
export const supplyCodes = {
  SOURCE_INVALID: {
    kind: 'usage',
    meaning: 'The address is not one that a model can be pulled from.',
    remedy: 'Name https://host/path/model.gguf, or hf:owner/name/model.gguf.',
  },
  SOURCE_UNKNOWN: {
    kind: 'usage',
    meaning: 'The source was never pulled.',
    remedy: 'heatsoak model update lists all that were.',
  },
  PULL_BUSY: {
    kind: 'host',
    meaning: 'Another process pulls the model.',
    remedy: 'Wait for it; the file is then in the cache.',
  },
  PULL_FAILED: {
    kind: 'host',
    meaning: 'The model could not be fetched.',
    remedy: 'Run the same command again: it goes on where this one ended.',
  },
  PULL_FORBIDDEN: {
    kind: 'usage',
    meaning: 'The file may not be read.',
    remedy: 'Accept the licence on its page, and set HF_TOKEN.',
  },
  PULL_HASH_DIFFERS: {
    kind: 'usage',
    meaning: 'The fetched file is not what was asked for; its bytes were discarded.',
    remedy: 'Pull once more.',
  },
  PULL_NOT_FOUND: {
    kind: 'usage',
    meaning: 'The file is not there.',
    remedy: 'Check the spelling of repository and file.',
  },
  PULL_OFFLINE: {
    kind: 'usage',
    meaning: 'The file is not in the cache.',
    remedy: 'Pull it once without --offline.',
  },
  PULL_ENDLESS: {
    kind: 'usage',
    meaning: 'The server gave no length, and its answer did not end while the disk had room.',
    remedy: 'Take a server that says how long the file is.',
  },
  PULL_NOT_MODEL: {
    kind: 'usage',
    meaning:
      'What was fetched is not what its name says, such as a web page or a Git LFS pointer; it was discarded.',
    remedy: "On a hub take the download link, not the page; of a repository's clone, git lfs pull.",
  },
  PULL_REFUSED: {
    kind: 'usage',
    meaning: "The server's answer is not the download of a file.",
    remedy: 'Name the final address.',
  },
} as const satisfies Readonly<Record<string, Code>>;
