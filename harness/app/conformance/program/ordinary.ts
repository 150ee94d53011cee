import type { PlanFile } from '../../../protocol/plan-file.ts';
import { readLog } from '../../../protocol/read-log.ts';
import type { Finding } from '../conclude.ts';
import type { LaunchViolation } from '../conformance-document.ts';
import { answersPlan, plansThatMayBeDeclined, soakPlan } from './plans.ts';
import type { EndedLaunch, Workplace } from './workplace.ts';

/** The launches that ask for nothing but work, and whether each came to its end. */
export async function ordinaryLaunches(
  place: Workplace,
): Promise<{ readonly launches: readonly EndedLaunch[]; readonly finding: Finding }> {
  const { model } = place;
  const orders = [
    ...[answersPlan(model), soakPlan(model)].map((plan) => ({ plan, code: null })),
    ...plansThatMayBeDeclined(model),
  ];
  const launches: EndedLaunch[] = [];
  const violations: LaunchViolation[] = [];
  for (const { plan, code } of orders) {
    const launch = await place.run(plan.launch, JSON.stringify(plan));
    launches.push(launch);
    const words = whyNotEnded(launch, plan, code, place.launchSeconds);
    if (words !== null) violations.push({ launch: launch.name, line: null, words });
  }
  const says = `a launch ends by itself with agent.finished and exit code 0, or says by its code that its engine has no such way`;
  return { launches, finding: { id: 'comes-to-its-end', says, violations } };
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
