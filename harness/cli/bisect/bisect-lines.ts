import { beliefAfter } from '../../history/bisect/belief.ts';
import type { BisectDocument } from '../../history/bisect/bisect-document.ts';
import type { Search } from '../../history/bisect/journal.ts';
import { changeText, counted } from '../../words/numbers.ts';

/** Such as "97 %": no more digits than a certainty has, and never 100. */
const percentOf = (certainty: number): string => `${Math.min(99.9, 100 * certainty).toFixed(1)} %`;

/** What is measured next, and how far the search has come. */
export function stepLine(
  { build, blocks }: NonNullable<BisectDocument['next']>,
  before: Search | null,
): string {
  const asked = `${build}: ${counted(blocks, 'block')} against the good build`;
  if (!before) return asked;
  const { firstBad } = beliefAfter(before.builds, before.measured, before.noise);
  const likeliest = firstBad.indexOf(Math.max(...firstBad));
  const name = before.begun.builds[likeliest] ?? '';
  return `${asked} (likeliest so far: ${name}, ${percentOf(firstBad[likeliest] ?? 0)})`;
}

/** What was found, how sure it is, and what it rests on. */
export function bisectLines(document: BisectDocument): string[] {
  const { measured, unmeasurable, blocks, builds } = document;
  return [
    outcomeLine(document),
    `${counted(blocks, 'block')} on each phone, ${measured.length} of ${builds} builds measured:`,
    ...measured.map(
      (each) => `  ${each.build}  ${changeText(each.changePercent)} (${counted(each.blocks, 'block')})`,
    ),
    ...unmeasurable.map((each) => `  ${each.build}  passed over: ${each.why}`),
  ];
}

function outcomeLine({ outcome, among, certainty, changePercent, next, metric }: BisectDocument): string {
  const sure = percentOf(certainty ?? 0);
  const change = `${metric} ${changeText(changePercent)}`;
  const names = among.join(', ');
  switch (outcome) {
    case 'found':
      return `first bad build: ${names} (${change}; ${sure} sure)`;
    case 'narrowed':
      return `first bad build: one of ${names} (${change}); what lies between cannot be measured`;
    case 'no-loss':
      return `no loss: the bad build is no worse than the good one (${sure} sure)`;
    case 'several':
      return `more than one change: builds lie on more than two levels; bisect again between two of those below`;
    case 'out-of-blocks':
      return `not certain enough: one of ${names} (${change}; the likeliest ${sure}); --max-blocks allows more`;
    case null:
      return `not ended: next is ${next?.build}; the same command goes on`;
  }
}
