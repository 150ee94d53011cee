import type { HistoryChange, HistoryDocument, HistorySeries } from '../../history/history-document.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** Nights that fit a line of a terminal beside the name. */
const SPARK_NIGHTS = 40;
/** More dates than this do not fit a line. */
const NAMED = 5;
const SPARKS = '▁▂▃▄▅▆▇█';

/** The history for a person: coverage, a row a series, and a line for each change. */
export function sayHistory(terminal: Terminal, document: HistoryDocument): void {
  const shown = document.series.filter((series) => series.kind !== 'control' || series.changes.length > 0);
  if (document.virtual) terminal.say('virtual phones: speed, heat and memory are simulated');
  terminal.say(coverageLine(document));
  if (shown.length === 0) terminal.say('no run with a value yet');
  terminal.table(shown.map(seriesRow));
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
  return `${runs.length} runs on ${coverage.measuredDays} of ${coverage.days} days, ${coverage.firstDay} to ${coverage.lastDay}; ${gaps}`;
}

function seriesRow(series: HistorySeries): string[] {
  const last = series.points.at(-1);
  const gaps = series.gaps.length > 0 ? `, ${series.gaps.length} without a value` : '';
  const epochs = series.epochs.length > 1 ? `, ${series.epochs.length} epochs` : '';
  const nights = `${series.points.length} nights${gaps}${epochs}${series.waiting ? `; ${series.waiting}` : ''}`;
  const value = `${digits(last?.value ?? Number.NaN)} ${series.unit}`;
  return [series.device, series.suite, series.metric, series.kind, spark(series), value, nights];
}

/** The last nights between their lowest and highest value; `|` where an epoch begins. */
function spark({ points, epochs }: HistorySeries): string {
  const from = Math.max(0, points.length - SPARK_NIGHTS);
  const shown = points.slice(from);
  const logs = shown.map((point) => point.log);
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const starts = new Set(epochs.slice(1).map((epoch) => epoch.start));
  return shown
    .map(({ log }, i) => {
      const level = high === low ? 3 : Math.floor(((log - low) / (high - low)) * (SPARKS.length - 1));
      return `${starts.has(from + i) ? '|' : ''}${SPARKS[level] ?? ''}`;
    })
    .join('');
}

const words: Readonly<Record<HistoryChange['state'], string>> = {
  open: 'waits for a confirming run: heatsoak confirm --trigger',
  confirmed: 'confirmed',
  noise: 'noise: the confirming run did not find it',
  unconfirmed: 'unconfirmed, not enough evidence',
  'went-away': 'went away',
  accepted: 'accepted',
};

function changeLine(series: HistorySeries, change: HistoryChange): string {
  const [low, high] = change.rangePercent;
  const state = change.state === 'open' ? `${words.open} ${change.id}` : words[change.state];
  const note = change.note === null ? '' : ` (${change.note})`;
  return `${change.better ? '+' : '!'} ${change.id}  ${series.device} ${series.suite} ${series.metric} (${series.kind}): ${digits(change.shiftPercent)} % (${digits(low)} to ${digits(high)}) from ${change.run} ± ${change.plusMinusNights} nights, raised on ${change.raisedOn}, ${change.times.toFixed(1)} times what it moves by itself; ${state}${note}`;
}

const digits = (value: number): string => String(Number(value.toPrecision(3)));
