import { HeatsoakError, messageOf } from '../protocol/error.ts';

/** A full disk, a read-only one, a folder of somebody else. */
export const fileUnwritable = (path: string, cause: unknown): HeatsoakError =>
  new HeatsoakError('FILE_UNWRITABLE', `cannot write ${path}: ${messageOf(cause)}`, {
    where: path,
    kind: 'host',
    hint: 'free space on that disk and check its permissions, or name another folder with --out',
    cause,
  });
