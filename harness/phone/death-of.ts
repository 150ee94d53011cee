import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { planPath } from '../protocol/plan-file.ts';
import type { Documents } from './afc/documents.ts';
import { type Death, deathIn, type ReportedApp } from './crash-report.ts';

/** A phone that crashes often keeps hundreds of reports; those of one launch are among the newest. */
const MOST_READ = 8;
/** Reports of kills for memory begin so; a crash's begins with the process. */
const JETSAM_PREFIX = 'JetsamEvent-';

interface Folders {
  readonly documents: Pick<Documents, 'modifiedMs'>;
  readonly reports: Pick<Documents, 'list' | 'modifiedMs' | 'read'>;
}

/** A death, and the name of its report. */
export interface ReportedDeath extends Death {
  readonly name: string;
}

/**
 * Why the app of a launch died: by the reports that the phone has written since it got the launch's plan. Both times are of the
 * phone's own clock. Null where it has written none about this app.
 */
export async function deathOf(
  { documents, reports }: Folders,
  launch: string,
  app: ReportedApp,
): Promise<ReportedDeath | null> {
  const begunMs = await documents.modifiedMs(planPath(launch));
  if (begunMs === null) return null;
  const since: { name: string; atMs: number }[] = [];
  for (const name of await reports.list('')) {
    const isCandidate = name.startsWith(JETSAM_PREFIX) || name.startsWith(`${app.executable}-`);
    const atMs = isCandidate && name.endsWith('.ips') ? await reports.modifiedMs(name) : null;
    if (atMs !== null && atMs >= begunMs) since.push({ name, atMs });
  }
  since.sort((a, b) => b.atMs - a.atMs);
  for (const { name } of since.slice(0, MOST_READ)) {
    const death = readable(await reports.read(name), app);
    if (death) return { ...death, name };
  }
  return null;
}

/** A report that cannot be read says nothing of this app. */
function readable(bytes: Buffer | null, app: ReportedApp): Death | null {
  if (bytes === null) return null;
  try {
    return deathIn(bytes.toString('utf8'), app);
  } catch (error) {
    if (error instanceof HeatsoakError) return null;
    throw error;
  }
}
