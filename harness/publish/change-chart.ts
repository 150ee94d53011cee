import { worseSign } from '../judge/decide.ts';
import { codeBlock } from '../words/markdown.ts';
import type { Check } from './checks.ts';

/** More bars have no room for their names. */
const MOST_BARS = 10;
/** The axis reaches at least so far, per cent. */
const LEAST_SPAN = 5;

/**
 * How much worse the metric that decides worst is, phone by phone, with what is allowed as a line: a chart that GitHub and GitLab
 * draw themselves from a few lines of Mermaid. Its bars stand on the end of the axis, so what is better is a bar of no height.
 * No lines where nothing was compared.
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
  const sign = worseSign(comparison.direction);
  const losses = bars.map(({ percent }) => rounded(Math.max(0, sign * percent)));
  const allowed = bars.map(({ change }) => rounded(change.allowedPercent));
  const span = Math.ceil(Math.max(LEAST_SPAN, ...losses, ...allowed) + 1);
  return codeBlock(
    [
      'xychart-beta',
      `    title ${quoted(`${comparison.name}, ${comparison.suite}: how much worse (bars), what is allowed (line)`)}`,
      `    x-axis [${bars.map(({ name }) => quoted(name)).join(', ')}]`,
      `    y-axis "worse, per cent" 0 --> ${span}`,
      `    bar [${losses.join(', ')}]`,
      `    line [${allowed.join(', ')}]`,
    ].join('\n'),
    'mermaid',
  );
}

const rounded = (percent: number): number => Number(percent.toFixed(2));

/** Letters, digits and a few signs: what Mermaid reads as nothing but text. */
const quoted = (text: string): string => `"${text.replace(/[^\p{L}\p{N} .,:()+-]/gu, '_')}"`;
