import { fileProblem } from '../errors/file-problem.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';

/** What a person who named the place can put right. */
const ofThePlace: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'a folder stands there',
};

/** `PLACE_INVALID` where no file can stand; `FILE_UNWRITABLE` on a full disk, a read-only one, in a folder of somebody else. */
export function fileUnwritable(path: string, cause: unknown): HeatsoakError {
  const code = (cause as { code?: unknown } | null)?.code;
  const place = typeof code === 'string' ? ofThePlace[code] : undefined;
  return new HeatsoakError(
    place === undefined ? 'FILE_UNWRITABLE' : 'PLACE_INVALID',
    `cannot write ${path}: ${place ?? fileProblem(cause)}`,
    {
      where: path,
      hint:
        place === undefined
          ? 'free space on that disk and check its permissions, or name another folder with --out'
          : 'name another place',
      cause,
    },
  );
}
