import { doubtSentence } from '../judge/doubts.ts';
import { codeBlock, markdownTable, markdownText } from '../words/markdown.ts';
import { changeWithInterval, numberIn } from '../words/numbers.ts';
import { plainText } from '../words/plain-text.ts';
import { changeChart } from './change-chart.ts';
import { type Check, checksOf } from './checks.ts';
import { filePublisher, type Publication } from './publisher.ts';
import { buildsInWords, phonesInWords } from './words.ts';

/** A comment in a pull request takes 64 KB, a summary of a step more. */
const LONGEST_BYTES = 60_000;
/** Rows of the table of changes; a run of ten phones has some hundred, and the report has all. */
const MOST_ROWS = 60;

const symbol = { passed: '✓', failed: '✕', unknown: '?', waived: '~', invalid: '!' } as const;

/** `summary.md`: the run on one page of Markdown, for a pull request or the summary of a job. */
export const summary = filePublisher('summary', 'summary.md', summaryOf);

/** The run as Markdown. The comment in its first line lets a bot find the text again that it is to replace. */
export function summaryOf(publication: Publication): string {
  const whole = [...headOf(publication), ...changesOf(publication), ...tailOf(publication)];
  const text = `${whole.join('\n')}\n`;
  if (Buffer.byteLength(text) <= LONGEST_BYTES) return text;
  return `${[...headOf(publication), ...tailOf(publication)].join('\n').slice(0, LONGEST_BYTES / 4)}\n`;
}

function headOf({ derived }: Publication): string[] {
  const { verdict, measurement } = derived;
  const checks = checksOf(derived);
  const doubted = doubtSentence(verdict.doubts, verdict.headline);
  const facts = [buildsInWords(derived), phonesInWords(derived), dateOf(measurement.manifest.startedAt)];
  return [
    '<!-- heatsoak:run -->',
    `### ${verdict.verdict}: ${markdownText(verdict.headline)}`,
    '',
    ...(verdict.detail === null ? [] : [`${markdownText(verdict.detail)}.`, '']),
    facts.map(markdownText).join(' · '),
    '',
    ...markdownTable(['', 'Phone', 'Question', 'Found (95 % interval)', 'Allowed'], checks.map(checkRow)),
    '',
    ...(doubted === null ? [] : [markdownText(doubted), '']),
    ...changeChart(checks),
    '',
  ];
}

/** "2026-01-01 03:00 UTC". */
const dateOf = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;

/** What is waived says by whom: its number alone would look like a mistake. */
const foundIn = ({ state, finding, reason }: Check): string =>
  (state === 'waived' ? reason : finding?.measured) ?? reason ?? '';

const checkRow = (check: Check): string[] => [
  symbol[check.state],
  markdownText(check.name),
  markdownText([check.title, ...(check.suite === null ? [] : [check.suite])].join(', ')),
  markdownText(foundIn(check)),
  markdownText(check.finding?.allowed ?? ''),
];

/** Every measure that was compared, folded. */
function changesOf({ derived }: Publication): string[] {
  const names = new Map(derived.verdict.devices.map(({ device, name }) => [device, name]));
  const rows = derived.comparisons.flatMap(({ name, unit, suite, perDevice }) =>
    perDevice
      .filter(({ changePercent }) => changePercent !== null)
      .map((each) => [
        ...[names.get(each.device) ?? each.device, `${name}, ${suite}`].map(markdownText),
        `${numberIn(unit, each.baseline)} ${markdownText(unit)}`,
        `${numberIn(unit, each.candidate)} ${markdownText(unit)}`,
        changeWithInterval(each.changePercent, each.ci95Percent),
      ]),
  );
  if (rows.length === 0) return [];
  const left = rows.length - MOST_ROWS;
  return [
    '<details><summary>All changes</summary>',
    '',
    ...markdownTable(
      ['Phone', 'Measure', 'Baseline', 'Candidate', 'Change (95 % interval)'],
      rows.slice(0, MOST_ROWS),
    ),
    '',
    ...(left > 0 ? [`${left} more in report.html.`, ''] : []),
    '</details>',
    '',
  ];
}

const tailOf = ({ derived: { measurement } }: Publication): string[] => [
  `Run ${markdownText(measurement.manifest.run)}; everything else is in report.html. Measured by:`,
  '',
  ...codeBlock(plainText(measurement.manifest.command)),
];
