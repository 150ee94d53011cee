import type { ErrorCode } from '../errors/codes.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';

/** What is wrong with an app archive, in one sentence that begins with its path. */
export const archiveProblem = (code: ErrorCode, path: string, why: string, cause?: unknown): HeatsoakError =>
  new HeatsoakError(code, `${path} ${why}`, {
    where: path,
    hint: 'export the .ipa again (Xcode: Product › Archive › Distribute App)',
    ...(cause === undefined ? {} : { cause }),
  });
