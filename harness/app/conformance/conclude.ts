import { CheckedLaunch, type LaunchFiles } from '../../protocol/rules/checked-launch.ts';
import { rules as register } from '../../protocol/rules/index.ts';
import type { Rule } from '../../protocol/rules/rule.ts';
import type { Answer, Conformance, LaunchViolation } from './conformance-document.ts';

/** What one launch left, and what it is called. */
export interface NamedLaunch {
  readonly name: string;
  readonly files: LaunchFiles;
}

/** What a program was put through beside its ordinary launches. */
export interface Finding {
  readonly id: string;
  /** What must hold, in one sentence. */
  readonly says: string;
  /** Null where it could not be tried, or the program ended before it came to it. */
  readonly violations: readonly LaunchViolation[] | null;
}

/** Every rule held against every launch, and what else was tried. */
export function conclude(launches: readonly NamedLaunch[], findings: readonly Finding[] = []): Conformance {
  const checked = launches.map(({ name, files }) => ({ name, launch: new CheckedLaunch(files) }));
  const ofRules = register.map((rule) => answerOf({ ...rule, violations: violationsOf(rule, checked) }));
  const rules = [...ofRules, ...findings.map(answerOf)];
  return {
    conforms: rules.every(({ outcome }) => outcome !== 'broken'),
    launches: launches.map(({ name }) => name),
    rules,
  };
}

/** Null where no launch shows anything. */
function violationsOf(rule: Rule, launches: readonly Checked[]): LaunchViolation[] | null {
  const shown = launches.flatMap(({ name, launch }) => {
    const violations = rule.check(launch);
    return violations === null ? [] : [violations.map((violation) => ({ launch: name, ...violation }))];
  });
  return shown.length === 0 ? null : shown.flat();
}

interface Checked {
  readonly name: string;
  readonly launch: CheckedLaunch;
}

const answerOf = ({ id, says, violations }: Finding): Answer => ({
  id,
  says,
  outcome: violations === null ? 'not-shown' : violations.length === 0 ? 'kept' : 'broken',
  violations: [...(violations ?? [])],
});
