/** Files that people mean when they say "Phi-3 Mini": size and hash as their publisher gives them. */
export const knownModels = [
  {
    name: 'Phi-3-mini-4k-instruct-q4.gguf',
    publisher: 'microsoft/Phi-3-mini-4k-instruct-gguf',
    sizeBytes: 2_393_231_072,
    sha256: '8a83c7fb9049a9b2e92266fa7ad04933bb53aa1e85136b7b30f1b8000ff2edef',
  },
] as const;

/** What a file is known as; `by` says how surely. */
export interface Identity {
  readonly name: string;
  readonly publisher: string;
  readonly by: 'sha256' | 'size';
}

/** The known file that this one is; an equal size alone is a hint, and another hash rules it out. */
export function identify(sizeBytes: number, sha256: string | null): Identity | null {
  for (const { name, publisher, ...known } of knownModels) {
    if (known.sizeBytes !== sizeBytes) continue;
    if (sha256 === null) return { name, publisher, by: 'size' };
    if (known.sha256 === sha256) return { name, publisher, by: 'sha256' };
  }
  return null;
}

/** A sentence when a file carries a known name, or a known size, and is another file. */
export function impostorFinding(fileName: string, sizeBytes: number, sha256: string | null): string | null {
  const named = knownModels.find(({ name }) => name.toLowerCase() === fileName.toLowerCase());
  if (named && named.sizeBytes !== sizeBytes)
    return `it is called ${named.name}, which has ${named.sizeBytes} bytes, not ${sizeBytes}`;
  const sized = knownModels.find((known) => known.sizeBytes === sizeBytes);
  if (sized && sha256 !== null && sized.sha256 !== sha256)
    return `it has the size of ${sized.name}, but another SHA-256`;
  return null;
}
