import type { Manifest } from '../../experiment/manifest.ts';

/** A plan of one launch a phone, where it is to be seen that one works. */
export const firstLaunchOf = (manifest: Manifest): Manifest => ({
  ...manifest,
  sessions: manifest.sessions.map((session) => ({ ...session, launches: session.launches.slice(0, 1) })),
});
