import { messageOf } from '../../errors/heatsoak-error.ts';
import type { Check, Examined, Occasion } from './check.ts';
import { type Finding, notAsked, unanswered } from './finding.ts';
import { type CheckId, severityOf } from './policy.ts';

/** Which checks are made, and how long one may take. */
export interface Examination {
  readonly occasion: Occasion;
  /** Id of the phone; null: the host. */
  readonly device: string | null;
  readonly isVirtual: boolean;
  /** What the checks before these said. */
  readonly before?: readonly Examined[];
  /** The work's value, unless it takes longer than it may. */
  readonly within: <T>(work: Promise<T>, limitMs: number) => Promise<T>;
}

const LIMIT_SECONDS = 10;
const ranks: readonly Occasion[] = ['always', 'doctor', 'long'];

/**
 * Makes the checks in their order: one whose condition does not hold is not asked, and says of which. Never throws: what
 * could not be asked is unknown.
 */
export async function examine<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  examination: Examination,
): Promise<Examined[]> {
  const said: Examined[] = [];
  for (const check of checks) {
    if ((check.ofHardware && examination.isVirtual) || check.concerns?.(subject) === false) continue;
    if (ranks.indexOf(check.asked) > ranks.indexOf(examination.occasion)) continue;
    const missing = missingFor(check, [...(examination.before ?? []), ...said]);
    const finding = missing
      ? notAsked(`not asked: ${missing} first`)
      : await found(check, subject, examination);
    said.push(told(check, finding, examination.device));
  }
  return said;
}

/** The first condition that does not hold. What only warns keeps no other question from being asked. */
function missingFor({ after }: Pick<Check<never>, 'after'>, said: readonly Examined[]): CheckId | undefined {
  return after.find((id) =>
    said.some(({ check, found, severity }) => check === id && found !== 'good' && severity === 'block'),
  );
}

async function found<Subject>(
  check: Check<Subject>,
  subject: Subject,
  { within }: Examination,
): Promise<Finding> {
  try {
    return await within(check.examine(subject), (check.limitSeconds ?? LIMIT_SECONDS) * 1000);
  } catch (error) {
    return unanswered(`could not be asked: ${messageOf(error)}`);
  }
}

function told(check: Pick<Check<never>, 'id' | 'mend'>, finding: Finding, device: string | null): Examined {
  const { found, says } = finding;
  if (finding.found === 'good')
    return { check: check.id, device, found, severity: severityOf(check.id, 'severe'), says, mend: null };
  const degree = finding.found === 'bad' ? finding.degree : 'severe';
  const isNotAsked = finding.found === 'unknown' && finding.reason === 'not-asked';
  return {
    check: check.id,
    device,
    found,
    severity: severityOf(check.id, degree),
    reason: finding.found === 'unknown' ? finding.reason : undefined,
    says,
    mend: finding.mend ?? (isNotAsked ? null : check.mend),
  };
}
