import type { PlannedBuild } from '../../experiment/manifest.ts';

/** As git shows commits. */
const SHORT_COMMIT = 7;

/** A build in a line: name, version and, where it is known, the commit. */
export function buildWords({
  name,
  version,
  commit,
}: Pick<PlannedBuild, 'name' | 'version' | 'commit'>): string {
  const known = commit === undefined ? '' : ` (${commit.slice(0, SHORT_COMMIT)})`;
  return `${name} ${version}${known}`;
}
