import type { AnswerFinding } from './finding.ts';
import type { Flaw } from './flaw.ts';
import type { FlawedAnswer } from './flawed-answers.ts';

const words: Readonly<Record<Flaw, string>> = {
  empty: 'answers nothing',
  'not-utf8': 'writes bytes that are no text',
  'one-character': 'writes one character again and again',
  loop: 'repeats itself to the end',
};

/** A flaw that a sound answer of the other side shows to be the candidate's own stops; one that all share is a doubt. */
export function flawFindings(answers: readonly FlawedAnswer[]): AnswerFinding[] {
  const devices = [...new Set(answers.map(({ device }) => device))];
  return devices.flatMap((device) => {
    const own = answers.filter((each) => each.device === device);
    const stops = own.filter(({ soundOf, isAlone }) => soundOf !== null || isAlone);
    const shared = own.filter((each) => !stops.includes(each));
    return [...findingOf(device, stops, 'NO-GO'), ...findingOf(device, shared, null)];
  });
}

function findingOf(
  device: string,
  flawed: readonly FlawedAnswer[],
  verdict: AnswerFinding['verdict'],
): AnswerFinding[] {
  const [first] = flawed;
  if (!first) return [];
  const where = `${first.suite} › ${first.case}`;
  const more = flawed.length > 1 ? ` and ${flawed.length - 1} more` : '';
  const whose =
    verdict === null
      ? ', as the baseline or the reference does, there or elsewhere'
      : first.soundOf
        ? `, which ${first.soundOf === 'baseline' ? 'the baseline' : 'the reference'} does not`
        : '';
  const wrote = first.text === null ? '' : `wrote “${first.text}” `;
  return [
    {
      device,
      code: 'output-degenerate',
      verdict,
      reason: `${words[first.flaw]} in ${where}${more}${whose}`,
      detail: `${wrote}after “${first.prompt}”`,
    },
  ];
}
