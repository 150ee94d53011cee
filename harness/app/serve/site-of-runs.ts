import { join, resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { comparePair, runPair } from '../../judge/compare-runs.ts';
import type { Derived } from '../../judge/derive.ts';
import { reportText } from '../../publish/report-html.ts';
import { historyHtml, noticeHtml, runsHtml, withWayHome } from '../../publish/site-pages.ts';
import { diffHtml } from '../../publish/write-diff.ts';
import type { Answer, Site } from '../../serve/loopback-site.ts';
import { derive } from '../derive.ts';
import type { LabAddress } from '../lab/with-lab.ts';
import { namesOf, pathBelow, readBelow } from './file-below.ts';
import { runsAsked } from './runs-asked.ts';
import { seriesAsked } from './series-asked.ts';

/**
 * A folder of runs as a site that is only read: the list at `/`, `/compare?run=…&run=…`, `/history`, and below each run's name
 * its report and files. The history is that of a lab where one is named. A question that has no answer gets a page that says why.
 */
export function siteOfRuns(root: string, lab?: LabAddress): Site {
  const folder = resolve(root);
  return async (address) => {
    try {
      return await answerTo(folder, address, lab);
    } catch (error) {
      if (!(error instanceof HeatsoakError)) throw error;
      const { code, message, hint = null } = error;
      const status = error.kind === 'usage' ? 400 : 409;
      return { ...page(noticeHtml({ code, message, hint })), status };
    }
  };
}

const page = (body: string): Answer => ({ type: 'text/html', body });

async function answerTo(
  root: string,
  { pathname, searchParams }: URL,
  lab: LabAddress | undefined,
): Promise<Answer | null> {
  if (pathname === '/') return page(runsHtml(await runsAsked(root, searchParams)));
  if (pathname === '/compare')
    return page(withWayHome(await comparison(root, searchParams.getAll('run')), './'));
  if (pathname === '/history') {
    const { history, choice } = await seriesAsked(root, searchParams, lab);
    return page(withWayHome(historyHtml(history, choice), './'));
  }
  if (pathname === '/history.json')
    return {
      type: 'application/json',
      body: JSON.stringify((await seriesAsked(root, searchParams, lab)).history),
    };
  const names = namesOf(pathname);
  return names && ((await readBelow(root, names)) ?? (await unwrittenReport(root, names)));
}

/** Two runs, the earlier one first. */
async function comparison(root: string, runs: readonly string[]): Promise<string> {
  const [one, other] = await Promise.all(runs.slice(0, 2).map((run) => pathBelow(root, [run])));
  if (runs.length !== 2 || !one || !other)
    throw new HeatsoakError('USAGE', `Two runs are compared, and ${runs.length} were ticked`, {
      hint: 'go back and tick two runs',
    });
  const both = await Promise.all([one, other].map(async (path) => ({ path, derived: await derive(path) })));
  const [a, b] = both.sort((x, y) => (startOf(x.derived) < startOf(y.derived) ? -1 : 1)) as [Side, Side];
  const pair = runPair(a.derived, b.derived);
  return diffHtml(join(root, 'compare'), pair, comparePair(pair), [a.path, b.path]);
}

interface Side {
  readonly path: string;
  readonly derived: Derived;
}

const startOf = ({ measurement }: Derived): string => measurement.manifest.startedAt;

/** A report that was not written yet is made, and not kept. */
async function unwrittenReport(root: string, names: readonly string[]): Promise<Answer | null> {
  const [run, name, ...more] = names;
  if (run === undefined || name !== 'report.html' || more.length > 0) return null;
  const folder = await pathBelow(root, [run]);
  return folder === null
    ? null
    : { ...page(withWayHome(await reportText(await derive(folder)), '../')), foreign: true };
}
