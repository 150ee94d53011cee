import { buildWords } from '../../experiment/build-identity.ts';
import type { RunPair } from '../../judge/compare-runs.ts';
import type { ComparedRuns, MeasureShift } from '../../judge/compared-runs-document.ts';
import type { Derived } from '../../judge/derive.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { changeText, counted, intervalNumbers, quantity, settingNumber } from '../../words/numbers.ts';

const symbols: Readonly<Record<MeasureShift['reading'], string>> = {
  slower: '✕',
  worse: '✕',
  faster: '✓',
  better: '✓',
  'no change shown': '✓',
  'cannot tell': '?',
  'not comparable': '–',
};

/** Whether a measure speaks against the later run. */
export const isWorse = ({ reading }: MeasureShift): boolean => reading === 'slower' || reading === 'worse';

/** Which two runs are compared, and what differs between them: said first, also where it forbids the comparison. */
export function sayPair(terminal: Terminal, { a, b, environment, warnings }: RunPair): void {
  if ([a, b].some(({ measurement }) => measurement.manifest.sessions.some(({ device }) => device.virtual)))
    terminal.announce('virtual phones: speed, heat and memory are simulated');
  terminal.announce(`A  ${sideLine(a)}`);
  terminal.announce(`B  ${sideLine(b)}`);
  for (const difference of environment) terminal.announce(`! differs: ${difference}`);
  for (const warning of warnings) terminal.announce(`! ${warning}`);
}

function sideLine({ measurement: { manifest } }: Derived): string {
  const candidate = manifest.builds.find(({ role }) => role === 'candidate');
  const phones = counted(manifest.sessions.length, 'phone');
  return `${manifest.run}: ${candidate ? buildWords(candidate) : 'no candidate'}, ${phones}`;
}

/** Every measure that has a limit, the worst reading first, with its interval over launches; the others are counted. */
export function sayMeasures(terminal: Terminal, { measures, cells, onlyInOne }: ComparedRuns): void {
  terminal.say(`comparable: ${cells.length} of ${cells.length + onlyInOne} cells; numbers, not a verdict`);
  const limited = measures.filter(({ limitPercent }) => limitPercent !== null);
  const rows = [...limited].sort((one, other) => weight(other) - weight(one)).map(measureRow);
  if (rows.length > 0)
    terminal.table([
      ['', 'measure', 'phone', 'A', 'B', 'change', '95 % interval, %', 'limit', 'reading'],
      ...rows,
    ]);
  const others = measures.length - limited.length;
  if (others > 0) terminal.say(`${others} measures without a limit: --html or --json shows them`);
}

/** By reading, then by how far the shift is beyond what is allowed. */
function weight(shift: MeasureShift): number {
  const { shiftPercent, limitPercent } = shift;
  const size = Math.abs(shiftPercent ?? 0) / (limitPercent ?? Number.POSITIVE_INFINITY);
  return (isWorse(shift) ? 1e6 : 0) + size;
}

function measureRow(shift: MeasureShift): string[] {
  const { name, unit, direction, device, suite, a, b, shiftPercent, ci95Percent, limitPercent } = shift;
  const better = direction === 'target' ? '' : direction === 'higher' ? ' ↑' : ' ↓';
  return [
    symbols[shift.reading],
    `${name}${better} (${suite})`,
    device,
    quantity(a, unit),
    quantity(b, unit),
    changeText(shiftPercent),
    intervalNumbers(ci95Percent),
    limitPercent === null ? '–' : `${settingNumber(limitPercent)} %`,
    shift.note === null ? shift.reading : `${shift.reading} (${shift.note})`,
  ];
}

/** Medians of every case, as they were before there were intervals. */
export function sayCases(terminal: Terminal, { cells }: ComparedRuns): void {
  const rows = cells.map(({ device, suite, metric, case: name, a, b, changePercent }) => [
    ...[device, suite, metric, name, String(a), String(b)],
    changeText(changePercent),
  ]);
  terminal.table([['phone', 'suite', 'metric', 'case', 'A', 'B', 'change'], ...rows]);
}
