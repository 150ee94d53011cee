import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { renderHistory } from '../../reports/history/history-page.ts';
import { deriveHistory } from '../app/history/history.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../errors/nearest.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { HistoryDocument } from '../history/history-document.ts';
import { hrefTo } from '../publish/href-to.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { markCommand } from './history/command-mark.ts';
import { sayHistory } from './history/history-lines.ts';

interface Filter {
  readonly device?: string | undefined;
  readonly metric?: string | undefined;
}

export const historyCommand = () =>
  new Command('history')
    .enablePositionalOptions()
    .description('runs over time: every night’s value, changes of level, and what was said about them')
    .option('--runs <dir>', 'folder of the run folders', 'runs')
    .option('--device <id>', 'one phone alone')
    .option('--metric <id>', 'one metric alone (default: those that an A/B can confirm)')
    .option('--html <file>', 'write a page too')
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak history --runs runs --metric decode_rate --html runs/index.html\n',
    )
    .addCommand(markCommand())
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const root = resolve(options.runs);
      const document = filtered(await deriveHistory(root), options);
      sayHistory(terminal, document);
      if (options.html !== undefined) {
        const path = resolve(options.html);
        await writeWhole(path, renderHistory({ history: document, runsHref: runsHref(root, path) }));
        terminal.say(`page: ${path}`);
      }
      terminal.document(document);
    });

/** The folder of the runs as the page links to it, with a slash at its end. */
function runsHref(root: string, page: string): string {
  const path = hrefTo(page, root);
  return path === '' ? '' : `${path}/`;
}

/** @throws HeatsoakError `DEVICE_UNKNOWN` or `METRIC_UNKNOWN` for what no run has */
function filtered(document: HistoryDocument, { device, metric }: Filter): HistoryDocument {
  mustKnow(
    'device',
    device,
    document.series.map((series) => series.device),
  );
  mustKnow(
    'metric',
    metric,
    document.series.map((series) => series.metric),
  );
  const series = document.series.filter(
    (each) =>
      (device === undefined || each.device === device) &&
      (metric === undefined ? each.watched : each.metric === metric),
  );
  return { ...document, series };
}

function mustKnow(what: 'device' | 'metric', name: string | undefined, all: readonly string[]): void {
  const known = [...new Set(all)].sort();
  if (name === undefined || known.includes(name)) return;
  const near = nearestName(name, known);
  throw new HeatsoakError(
    what === 'device' ? 'DEVICE_UNKNOWN' : 'METRIC_UNKNOWN',
    `no run has a ${what} "${name}"${didYouMean(near)}`,
    { hint: known.length > 0 ? `known: ${known.join(', ')}` : 'no run in the folder has a value' },
  );
}
