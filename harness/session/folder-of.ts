import type { PlannedLaunch } from '../experiment/manifest.ts';
import { folderName } from '../protocol/plan-file.ts';
import type { SessionContext } from './session-context.ts';

/** Name of the folder on the phone that a launch of this run works in. */
export const folderOf = ({ manifest }: Pick<SessionContext, 'manifest'>, { id }: PlannedLaunch): string =>
  folderName(manifest.run, id);
