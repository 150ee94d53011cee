import { z } from 'zod';
import { sha256 } from '../protocol/sha256.ts';
import { buildOrigin } from './build-file.ts';
import { buildRoles, type PlannedBuild } from './manifest.ts';

/** Which build it was and where it comes from, in every document of a run. */
export const buildIdentity = z.strictObject({
  role: z.enum(buildRoles),
  /** The variant's id; absent where the role names the build. */
  id: z.string().optional(),
  name: z.string(),
  version: z.string(),
  app: sha256,
  model: sha256,
  ...buildOrigin.shape,
});
export type BuildIdentity = z.infer<typeof buildIdentity>;

/** The identity of a planned build; what build.json does not say is absent. */
export function identityOf(build: PlannedBuild): BuildIdentity {
  const { role, id, name, version, app, model, commit, url, labels } = build;
  return {
    ...{ role, name, version, app: app.sha256, model: model.sha256 },
    ...(id === undefined ? {} : { id }),
    ...(commit === undefined ? {} : { commit }),
    ...(url === undefined ? {} : { url }),
    ...(labels === undefined ? {} : { labels }),
  };
}

/** As git shows commits. */
const SHORT_COMMIT = 7;

/** A build in a line: name, version and, where it is known, the commit. */
export function buildWords({
  name,
  version,
  commit,
}: Pick<PlannedBuild, 'name' | 'version' | 'commit'>): string {
  return `${name} ${version}${commit === undefined ? '' : ` (${commit.slice(0, SHORT_COMMIT)})`}`;
}
