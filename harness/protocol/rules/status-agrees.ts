import type { AgentStatus } from '../plan-file.ts';
import { plannedTrials } from '../planned-trials.ts';
import type { CheckedLaunch } from './checked-launch.ts';
import type { Rule } from './rule.ts';
import { statusIn } from './status-in.ts';

export const statusAgrees: Rule = {
  id: 'status-agrees',
  says: 'status.json agrees with the log and the plan: its launch, its trials, and "finished" only with agent.finished',
  check(launch) {
    const status = statusIn(launch.status);
    if (status === null) return null;
    return disagreements(launch, status).map((words) => ({ line: null, words: `status.json: ${words}` }));
  },
};

function disagreements(launch: CheckedLaunch, status: AgentStatus): string[] {
  const { plan, isComplete } = launch;
  const ended = new Set(
    [...launch.of('trial.finished'), ...launch.of('fault')].flatMap(({ event }) => event.trial ?? []),
  ).size;
  const planned = plan && plannedTrials(plan.steps);
  return [
    ...(plan && status.launch !== plan.launch
      ? [`launch is ${status.launch}, planned was ${plan.launch}`]
      : []),
    ...(plan && status.trials !== planned ? [`trials is ${status.trials}, the plan has ${planned}`] : []),
    ...((status.state === 'finished') === isComplete
      ? []
      : [`state is ${status.state}, and the log ${isComplete ? 'has' : 'lacks'} agent.finished`]),
    ...(status.trial > ended ? [`trial is ${status.trial}, and the log has ${ended}`] : []),
  ];
}
