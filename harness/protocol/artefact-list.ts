interface ListedFile {
  /** Relative to the folder of the model's own file, with forward slashes. */
  readonly name: string;
  readonly sha256: string;
}

/** The text whose SHA-256 names a model of several files; both ends of a push must hash the same one. */
export const artefactList = (files: readonly ListedFile[]): string =>
  files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
