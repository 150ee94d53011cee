import type { PlanFile } from '../../../protocol/plan-file.ts';
import { readLog } from '../../../protocol/read-log.ts';
import type { Finding } from '../conclude.ts';
import type { LaunchViolation } from '../conformance-document.ts';
import type { EndedLaunch } from './launch-place.ts';
import { answersPlan, plansThatMayBeDeclined, SOAK, soakPlan } from './plans.ts';
import { trueClock, watchGrowth } from './true-clock.ts';
import type { Workplace } from './workplace.ts';

/** The launches that ask for nothing but work, whether each came to its end, and whether the clock of the longest was true. */
export async function ordinaryLaunches(
  place: Workplace,
): Promise<{ readonly launches: readonly EndedLaunch[]; readonly findings: readonly Finding[] }> {
  const { model } = place;
  const orders = [
    ...[answersPlan(model), soakPlan(model)].map((plan) => ({ plan, code: null })),
    ...plansThatMayBeDeclined(model),
  ];
  const launches: EndedLaunch[] = [];
  const violations: LaunchViolation[] = [];
  const clock: Finding[] = [];
  for (const { plan, code } of orders) {
    const started = await place.start(plan.launch, JSON.stringify(plan));
    const seen = await watchGrowth(started);
    const launch = await started.ended;
    launches.push(launch);
    if (plan.launch === SOAK) clock.push(trueClock(launch, seen));
    const words = whyNotEnded(launch, plan, code, place.launchSeconds);
    if (words !== null) violations.push({ launch: launch.name, line: null, words });
  }
  const says = `a launch ends by itself with agent.finished and exit code 0, or says by its code that its engine has no such way`;
  return { launches, findings: [{ id: 'comes-to-its-end', says, violations }, ...clock] };
}

function whyNotEnded(
  { end, files }: EndedLaunch,
  { launch }: PlanFile,
  declinedBy: string | null,
  launchSeconds: number,
): string | null {
  if (end.isLate) return `it did not end within ${launchSeconds} s, and was killed`;
  const { events } = readLog(files?.events ?? '');
  const fault = events.findLast((event) => event.type === 'fault');
  if (fault?.type === 'fault' && fault.code === declinedBy) return null;
  if (fault?.type === 'fault') return `it failed: ${fault.code}: ${fault.message}`;
  if (events.length === 0) return `it left no log of ${launch}: ${saidAtTheEnd(end.lastWords)}`;
  if (!events.some(({ type }) => type === 'agent.finished'))
    return `its log has no agent.finished: ${saidAtTheEnd(end.lastWords)}`;
  return end.code === 0 ? null : `it finished, and ended with ${end.code ?? end.signal}`;
}

/** The last line that a program wrote to stderr. */
const saidAtTheEnd = (words: string): string => words.trim().split('\n').at(-1) || 'it said nothing';
