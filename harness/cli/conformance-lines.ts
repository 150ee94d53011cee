import type { Answer, Conformance } from '../app/conformance/conformance-document.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { type Line, paint } from '../terminal/line.ts';

/** An agent that breaks a rule is a build that may not be measured. */
export const exitCodeOfConformance = ({ conforms }: Conformance): number =>
  conforms ? exitCodes.go.code : exitCodes.noGo.code;

/** A rule that every line breaks would fill the terminal. */
const MOST_VIOLATIONS = 3;

const marks = { kept: paint('green', '✓'), broken: paint('red', '✕'), 'not-shown': '?' } as const;

/** Every rule with its mark, what breaks it, and how many are kept. */
export function conformanceLines({ rules, launches, conforms }: Conformance): Line[] {
  const count = (outcome: Answer['outcome']): number =>
    rules.filter((rule) => rule.outcome === outcome).length;
  const over = counted(launches.length, 'launch', 'launches');
  const unseen = `${count('not-shown')} not shown`;
  return [
    ...rules.flatMap(linesOf),
    [
      conforms ? paint('green', 'conforms') : paint('red', 'does not conform'),
      `: ${counted(count('kept'), 'rule')} kept, ${count('broken')} broken, ${unseen}, in ${over}`,
    ],
  ];
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

function linesOf({ id, says, outcome, violations }: Answer): Line[] {
  const more = violations.length - MOST_VIOLATIONS;
  return [
    [marks[outcome], ` ${id}: ${says}`],
    ...violations.slice(0, MOST_VIOLATIONS).map(({ launch, line, words }) => {
      const at = line === null ? launch : `${launch}, line ${line}`;
      return `    ${at}: ${words}`;
    }),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}
