import type { JudgedFile } from '../../app/judge.ts';
import type { Change, MetricComparison } from '../../judge/change.ts';
import type { JudgedExperiment } from '../../judge/judged-experiment.ts';
import { type VerdictWord, verdictWords } from '../../judge/verdict.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { changeText, counted, intervalNumbers, numberIn, settingNumber } from '../../words/numbers.ts';
import { verdictLines } from '../run/verdict-lines.ts';

/** Keeps the worst verdict of experiments while they pass by. */
export function worstOf() {
  let worst: VerdictWord = 'GO';
  return {
    *watching(experiments: Iterable<JudgedExperiment>): Generator<JudgedExperiment> {
      for (const each of experiments) {
        if (verdictWords.indexOf(each.verdict) < verdictWords.indexOf(worst)) worst = each.verdict;
        yield each;
      }
    },
    verdict: (): VerdictWord => worst,
  };
}

/** Columns that were left out, and how many experiments have a row that cannot be read, with the first of these. */
export function sayOfFile(
  terminal: Terminal,
  { foreign, refused, count }: Pick<JudgedFile, 'foreign' | 'refused' | 'count'>,
): void {
  if (foreign.length > 0)
    terminal.announce(`! columns that nothing is known of are left out: ${foreign.join(', ')}`);
  const [first] = refused.values();
  if (first)
    terminal.note(
      `! ${refused.size} of ${counted(count, 'experiment')} cannot be judged, first: ${first.message}`,
    );
}

/** One row an experiment. */
export function overview(experiments: Iterable<JudgedExperiment>): string[][] {
  const rows = [['experiment', 'verdict', 'why']];
  for (const { experiment, verdict, headline } of experiments)
    rows.push([experiment ?? '', verdict, headline]);
  return rows;
}

/** What was said of one experiment, and the changes it rests on. */
export function experimentLines(terminal: Terminal, judged: JudgedExperiment): void {
  const header = ['metric', 'suite', 'case', 'phone', 'baseline', 'candidate', 'change', '95 % interval'];
  const rows = judged.comparisons.flatMap(changeRows);
  if (rows.length > 0) terminal.table([[...header, 'allowed', 'reading'], ...rows]);
  const { missing, averaged } = judged.values;
  if (missing > 0) terminal.say(`${missing} rows without a value: launches that failed`);
  if (averaged > 0)
    terminal.say(`${averaged} cases of launches have several values: their geometric mean counts`);
  for (const line of verdictLines(judged)) terminal.say(line);
}

function changeRows({ metric, unit, suite, perDevice }: MetricComparison): string[][] {
  return perDevice.flatMap(({ device, cases, ...overall }) => [
    [metric, suite, 'all', device, ...numbersOf(overall, unit)],
    ...cases.map((each) => [metric, suite, each.case, device, ...numbersOf(each, unit)]),
  ]);
}

function numbersOf(change: Change, unit: string): string[] {
  const { baseline, candidate, changePercent, ci95Percent, allowedPercent, reading } = change;
  const interval = ci95Percent === null ? '–' : `${intervalNumbers(ci95Percent)} %`;
  const values = [numberIn(unit, baseline), numberIn(unit, candidate)];
  return [...values, changeText(changePercent), interval, `${settingNumber(allowedPercent)} %`, reading];
}
