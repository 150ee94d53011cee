import { headlineOf } from '../../../reports/history/headline.ts';
import type { HistoryChange, HistoryDocument, HistorySeries } from '../../history/history-document.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { changeText, counted, intervalNumbers, numberIn, quantity, sizeNumber } from '../../words/numbers.ts';
import { spark } from './spark.ts';

/** More dates than this do not fit a line. */
const NAMED = 5;

/** The history for a person: the answer, coverage, a row a series, and a line for each change. */
export function sayHistory(terminal: Terminal, document: HistoryDocument): void {
  const shown = document.series.filter((series) => series.kind !== 'control' || series.changes.length > 0);
  if (document.virtual) terminal.say('virtual phones: speed, heat and memory are simulated');
  terminal.say(headlineOf(document));
  terminal.say(coverageLine(document));
  const at = new Map(document.runs.map((run) => [run.run, run.at]));
  if (shown.length === 0) terminal.say('no run with a value yet');
  else
    terminal.table([
      ['phone', 'measure', 'of', 'last', '95 % interval', 'nights', 'last nights', 'note'],
      ...shown.map((series) => seriesRow(series, at)),
    ]);
  for (const line of doubtLines(document, shown)) terminal.say(line);
}

function doubtLines(document: HistoryDocument, shown: readonly HistorySeries[]): string[] {
  return [
    ...shown.flatMap((series) => series.changes.map((change) => changeLine(series, change))),
    ...document.labNotes.map((note) => `! ${note}`),
    ...document.runs.flatMap(({ run, bad }) => (bad === null ? [] : [`left out ${run}: ${bad}`])),
    ...document.skipped.map(({ folder, reason }) => `not read ${folder}: ${reason}`),
  ];
}

function coverageLine({ coverage, runs }: HistoryDocument): string {
  if (coverage.firstDay === null) return 'no runs';
  const missing = coverage.days - coverage.measuredDays;
  const named = `${missing > NAMED ? ', such as' : ':'} ${coverage.missingDays.slice(-NAMED).join(', ')}`;
  const gaps = missing === 0 ? 'none missing' : `${missing} missing${named}`;
  return `${counted(runs.length, 'run')} on ${coverage.measuredDays} of ${counted(coverage.days, 'day')}, ${coverage.firstDay} to ${coverage.lastDay}; ${gaps}`;
}

const kindWords: Readonly<Record<HistorySeries['kind'], string>> = {
  paired: '÷ pinned',
  plain: 'alone',
  control: 'pinned alone',
};

function seriesRow(series: HistorySeries, at: ReadonlyMap<string, string>): string[] {
  const { device, suite, name, direction, kind, unit, points, gaps, epochs, waiting } = series;
  const last = points.at(-1);
  const notes = [
    ...(gaps.length > 0 ? [`${gaps.length} without a value`] : []),
    ...(epochs.length > 1 ? [counted(epochs.length, 'epoch')] : []),
    ...(waiting === null ? [] : [waiting]),
  ];
  return [
    device,
    `${name} ${direction === 'higher' ? '↑' : '↓'} (${suite})`,
    kindWords[kind],
    kind === 'paired' ? quantity(last?.value ?? null, '×') : quantity(last?.value ?? null, unit),
    intervalOf(series),
    String(points.length),
    spark(series, at),
    notes.join('; '),
  ];
}

/** Of the last night, over its launches. */
function intervalOf({ points, kind, unit }: HistorySeries): string {
  const last = points.at(-1);
  if (!last || last.halfWidth === null) return '–';
  const ends = [last.log - last.halfWidth, last.log + last.halfWidth];
  return ends.map((log) => numberIn(kind === 'paired' ? '×' : unit, Math.exp(log))).join(' to ');
}

const words: Readonly<Record<HistoryChange['state'], string>> = {
  open: 'waits for a confirming run: heatsoak confirm --trigger',
  confirmed: 'confirmed',
  noise: 'noise: the confirming run did not find it',
  unconfirmed: 'unconfirmed, not enough evidence',
  'went-away': 'went away: later nights are back at the level of before',
  accepted: 'accepted',
};

function changeLine(series: HistorySeries, change: HistoryChange): string {
  const state = change.state === 'open' ? `${words.open} ${change.id}` : words[change.state];
  const note = change.note === null ? '' : ` (${change.note})`;
  const where = `${series.device} ${series.suite} ${series.metric} (${kindWords[series.kind]})`;
  const what = `${change.better ? 'better' : 'worse'} by ${changeText(change.shiftPercent)} (${intervalNumbers(change.rangePercent)})`;
  const when = `from ${change.run} ± ${counted(change.plusMinusNights, 'night')}, raised on ${change.raisedOn}`;
  return `${change.better ? '+' : '!'} ${change.id}  ${where}: ${what} ${when}, ${sizeNumber(change.times)} times what it moves by itself; ${state}${note}`;
}
