import { measureHere } from '../../../calibrate/measure-here.ts';
import type { Event } from '../../../protocol/event.ts';
import type { PlanFile } from '../../../protocol/plan-file.ts';
import { CheckedLaunch, type Placed } from '../../../protocol/rules/checked-launch.ts';
import type { Finding } from '../conclude.ts';
import type { LaunchViolation } from '../conformance-document.ts';
import type { EndedLaunch } from './launch-place.ts';
import type { Workplace } from './workplace.ts';

/**
 * Holds the program's ids against those of llama.cpp on this host, greedy on both sides. The model's weights are random, so that an id
 * that differs is a mistake of prompt, BOS, cache or sampling rather than of rounding.
 */
export async function sameAnswers(place: Workplace, launches: readonly EndedLaunch[]): Promise<Finding> {
  const compared = [...launches].flatMap(({ name, files }) => {
    const launch = files && new CheckedLaunch(files);
    return launch?.plan && !launch.plan.steps.some(({ forSeconds }) => forSeconds !== null)
      ? [{ name, launch, plan: launch.plan }]
      : [];
  });
  const violations: LaunchViolation[] = [];
  let shown = false;
  for (const { name, launch, plan } of compared) {
    const answers = launch.of('tokens').filter(({ event }) => event.ids !== undefined);
    if (answers.length === 0) continue;
    shown = true;
    const due = idsOf(await measureHere(onThisHost(plan, place), place.signal));
    violations.push(...answers.flatMap((answer) => otherIds(name, answer, due.get(answer.event.trial))));
  }
  return {
    id: 'same-answers',
    says: 'ids are those of llama.cpp on this host for the same plan, trial by trial: read right, decoded greedily, from an empty cache',
    violations: shown ? violations : null,
  };
}

const onThisHost = (plan: PlanFile, { modelFile }: Workplace): PlanFile => ({
  ...plan,
  model: { ...plan.model, path: modelFile },
});

const idsOf = (events: readonly Event[]): ReadonlyMap<number, readonly number[]> =>
  new Map(
    events.flatMap((event) => (event.type === 'tokens' ? [[event.trial, event.ids ?? []] as const] : [])),
  );

function otherIds(
  launch: string,
  { line, event: { trial, ids = [] } }: Placed<'tokens'>,
  due: readonly number[] | undefined,
): LaunchViolation[] {
  const at = ids.findIndex((id, index) => id !== due?.[index]);
  return at < 0
    ? []
    : [
        {
          launch,
          line,
          words: `id ${at} of trial ${trial} is ${ids[at]}, llama.cpp has ${due?.[at] ?? 'none'}`,
        },
      ];
}
