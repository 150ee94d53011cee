import { messageOf } from './heatsoak-error.ts';

const words: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is a file and not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOSPC: 'no space left on the disk',
  EROFS: 'the disk is read-only',
};

/** Why a file could not be read or written, in words and without its path, which the sentence around it names. */
export function fileProblem(cause: unknown): string {
  const code = (cause as { code?: unknown } | null)?.code;
  return (typeof code === 'string' ? words[code] : undefined) ?? messageOf(cause);
}
