import type { Check } from './checks.ts';
import { codeBlock } from './markdown.ts';

/** More bars have no room for their names. */
const MOST_BARS = 10;
/** Room above and below the bars, per cent. */
const LEAST_SPAN = 5;

/**
 * The change of the metric that decides worst, phone by phone, with what is allowed as a line: a chart that GitHub and GitLab draw
 * themselves from a few lines of Mermaid. No lines where nothing was compared.
 */
export function changeChart(checks: readonly Check[]): string[] {
  const cells = checks.flatMap(({ cell, name, state }) =>
    cell && cell.change.changePercent !== null
      ? [{ name, state, ...cell, percent: cell.change.changePercent }]
      : [],
  );
  const shown = cells.find(({ state }) => state === 'failed') ?? cells[0];
  if (!shown) return [];
  const { comparison } = shown;
  const bars = cells.filter((each) => each.comparison === comparison).slice(0, MOST_BARS);
  const sign = comparison.direction === 'higher' ? -1 : 1;
  const percents = bars.map(({ percent }) => rounded(percent));
  const allowed = bars.map(({ change }) => rounded(sign * change.allowedPercent));
  const span = Math.ceil(Math.max(LEAST_SPAN, ...[...percents, ...allowed].map(Math.abs)) + 1);
  return codeBlock(
    [
      'xychart-beta',
      `    title ${quoted(`${comparison.name}, ${comparison.suite}: change (bars) and what is allowed (line)`)}`,
      `    x-axis [${bars.map(({ name }) => quoted(name)).join(', ')}]`,
      `    y-axis "change, per cent" ${-span} --> ${span}`,
      `    bar [${percents.join(', ')}]`,
      `    line [${allowed.join(', ')}]`,
    ].join('\n'),
    'mermaid',
  );
}

const rounded = (percent: number): number => Number(percent.toFixed(2));

/** Letters, digits and a few signs: what Mermaid reads as nothing but text. */
const quoted = (text: string): string => `"${text.replace(/[^\p{L}\p{N} .,:()+-]/gu, '_')}"`;
