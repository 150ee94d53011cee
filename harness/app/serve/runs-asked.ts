import { basename } from 'node:path';
import { isAskedFor } from '../../history/listed-run.ts';
import type { RunsPage } from '../../publish/site-pages.ts';
import { listRuns } from '../history/list-runs.ts';

/** The list of runs that an address asks for. */
export async function runsAsked(root: string, asked: URLSearchParams): Promise<RunsPage> {
  const { runs, all, skipped } = await listRuns({ runs: root });
  const asking = (name: string): string | undefined => asked.get(name)?.trim() || undefined;
  const [text, verdict, device, since] = ['text', 'verdict', 'device', 'since'].map(asking);
  const verdicts = verdict === undefined ? undefined : [verdict];
  const devices = new Map(runs.flatMap((run) => run.devices.map(({ id, name }) => [id, { id, name }])));
  return {
    root: basename(root),
    runs: runs
      .filter((run) => isAskedFor(run, { text, verdicts, device, since }))
      .map(({ report: _, ...run }) => ({ ...run, folder: basename(run.folder) })),
    all,
    filter: { text, verdict, device, since },
    devices: [...devices.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    skipped,
  };
}
