import type { ExpectedAnswer, Outcome } from './expected-answers.ts';
import type { AnswerFinding } from './finding.ts';

/** A case that the baseline, or the reference, gets right and the candidate wrong stops; one that nobody can is a doubt. */
export function expectedFindings(answers: readonly ExpectedAnswer[]): AnswerFinding[] {
  const devices = [...new Set(answers.map(({ device }) => device))];
  return devices.flatMap((device) => {
    const own = answers.filter((each) => each.device === device);
    const of = (group: Group): ExpectedAnswer[] => own.filter((each) => groupOf(each) === group);
    return groups.flatMap((group) => findingOf(device, of(group), own.length, group));
  });
}

const groups = ['worse', 'unsure', 'unknown', 'nobody'] as const;
type Group = (typeof groups)[number];

const isWrong = (outcome: Outcome): boolean => outcome === 'wrong' || outcome === 'mixed';

/** What follows from one case; null: it is answered as it should be. */
function groupOf({ baseline, candidate, reference }: ExpectedAnswer): Group | null {
  if (candidate === 'unknown' || candidate === 'absent') return 'unknown';
  if (!isWrong(candidate)) return null;
  if (baseline === 'right' || reference === 'right') return 'worse';
  if (baseline === 'mixed' || reference === 'mixed') return 'unsure';
  return baseline === 'wrong' || reference === 'wrong' ? 'nobody' : 'unknown';
}

const told: Readonly<
  Record<Group, Pick<AnswerFinding, 'code' | 'verdict'> & { readonly says: (cases: string) => string }>
> = {
  worse: {
    code: 'answer-wrong',
    verdict: 'NO-GO',
    says: (cases) => `answers wrongly in ${cases} that the baseline or the reference gets right`,
  },
  unsure: {
    code: 'answer-wrong',
    verdict: 'INCONCLUSIVE',
    says: (cases) => `answers wrongly in ${cases} that the others get right in some launches only`,
  },
  unknown: {
    code: 'answer-unknown',
    verdict: 'INCONCLUSIVE',
    says: (cases) => `gave no answer that can be read, or that anybody else gave, in ${cases}`,
  },
  nobody: {
    code: 'answer-nobody-knows',
    verdict: null,
    says: (cases) =>
      `answers wrongly in ${cases}, and so does everybody: the model is not able to, and they prove nothing`,
  },
};

function findingOf(
  device: string,
  cases: readonly ExpectedAnswer[],
  asked: number,
  group: Group,
): AnswerFinding[] {
  const [first] = cases;
  if (!first) return [];
  const { code, verdict, says } = told[group];
  const where = `first in ${first.suite} › ${first.case}`;
  const wrote = first.text === null ? '' : `, wrote “${first.text}”`;
  return [
    {
      device,
      code,
      verdict,
      reason: `${says(`${cases.length} of ${asked} cases`)}, ${where}`,
      detail: `expected “${first.expected}”${wrote} after “${first.prompt}”`,
    },
  ];
}
