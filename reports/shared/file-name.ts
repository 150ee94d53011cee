const LONGEST = 120;

/** A name for a file that is saved, out of names of others: no folder, no hidden file, nothing that a shell or a system reads otherwise. */
export const fileName = (...parts: readonly string[]): string =>
  parts
    .join('-')
    .replace(/[^A-Za-z0-9._-]+|\.{2,}/g, '_')
    .replace(/^[.-]/, '_')
    .slice(-LONGEST);
