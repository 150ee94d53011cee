import type { PlanFile } from '../../../protocol/plan-file.ts';
import { CheckedLaunch } from '../../../protocol/rules/checked-launch.ts';
import type { Finding, NamedLaunch } from '../conclude.ts';
import type { EndedLaunch, LaunchPlace } from './launch-place.ts';
import { answersPlan } from './plans.ts';

/** A plan that must not be measured. */
interface BadPlan {
  readonly id: string;
  /** What such a plan is, as a sentence goes on after "a plan". */
  readonly is: string;
  readonly text: (plan: PlanFile) => string;
}

const changed = (change: (plan: PlanFile) => object) => (plan: PlanFile) =>
  JSON.stringify({ ...plan, ...change(plan) });

const inFirstStep = (change: object) =>
  changed(({ steps: [first, ...others] }) => ({ steps: [{ ...first, ...change }, ...others] }));

const badPlans: readonly BadPlan[] = [
  { id: 'unknown-field', is: 'with a field that nobody knows', text: changed(() => ({ warmUps: 3 })) },
  {
    id: 'unknown-setting',
    is: 'with an engine setting that nobody knows',
    text: changed(({ engine }) => ({ engine: { ...engine, keyValueType: 'q8_0' } })),
  },
  {
    id: 'unknown-step-field',
    is: 'with a field of a step that nobody knows',
    text: inFirstStep({ topK: 40 }),
  },
  { id: 'unknown-version', is: 'of another version of the protocol', text: changed(() => ({ v: 2 })) },
  { id: 'out-of-range', is: 'with a length of 0', text: inFirstStep({ generateTokens: 0 }) },
  { id: 'no-step', is: 'without a step', text: changed(() => ({ steps: [] })) },
  { id: 'cut-plan', is: 'that was cut', text: (plan) => JSON.stringify(plan).slice(0, -40) },
  {
    id: 'missing-model',
    is: 'whose model is not there',
    text: changed(({ model }) => ({ model: { ...model, path: 'models/none.gguf' } })),
  },
  {
    id: 'too-long',
    is: 'whose prompt leaves no room for its answer',
    text: inFirstStep({ prompt: { kind: 'synthetic', tokens: 500 } }),
  },
];

/** On a phone a launch takes ten seconds and more: one plan for each way in which an app comes to refuse it. */
export const refusedOnPhone: readonly string[] = [
  'unknown-field',
  'unknown-version',
  'cut-plan',
  'missing-model',
];

/**
 * Each of these plans is refused, and why is told. What the launches left is held against every rule.
 * @param only ids of the plans; default: all
 */
export async function refusedPlans(
  place: LaunchPlace,
  only: readonly string[] = badPlans.map(({ id }) => id),
): Promise<{ readonly launches: readonly NamedLaunch[]; readonly findings: readonly Finding[] }> {
  const launches: NamedLaunch[] = [];
  const findings: Finding[] = [];
  for (const { id, is, text } of badPlans.filter((each) => only.includes(each.id))) {
    const name = `refuses-${id}`;
    const launch = await place.run(name, text(place.adapted({ ...answersPlan(place.model), launch: name })));
    if (launch.files !== null && launch.files.events !== '') launches.push({ name, files: launch.files });
    const words = whyNotRefused(launch, place.launchSeconds);
    findings.push({
      id: name,
      says: `a plan ${is} is refused: the log has a fault, and no scored trial`,
      violations: words === null ? [] : [{ launch: name, ...words }],
    });
  }
  return { launches, findings };
}

function whyNotRefused(
  { end, files }: EndedLaunch,
  launchSeconds: number,
): { readonly line: number | null; readonly words: string } | null {
  if (end.isLate) return { line: null, words: `it did not end within ${launchSeconds} s` };
  const launch = files && new CheckedLaunch(files);
  const measured = launch?.of('trial.finished').find(({ event }) => event.scored);
  if (measured) return { line: measured.line, words: 'a scored trial was measured' };
  if (launch?.isComplete) return { line: null, words: 'the log ends as if all had been done' };
  if (end.code === 0) return { line: null, words: 'it ended with 0, as if all had been done' };
  const isTold = launch !== null && launch.of('fault').length > 0;
  return isTold
    ? null
    : { line: null, words: `no fault in a log says why; stderr: ${end.lastWords.trim().slice(0, 200)}` };
}
