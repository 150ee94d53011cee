import type { Rule } from './rule.ts';

export const whoseLog: Rule = {
  id: 'whose-log',
  says: 'agent.started names the launch and the run as the plan does',
  check(launch) {
    const { plan } = launch;
    const [started] = launch.of('agent.started');
    if (plan === null || !started) return null;
    const { line, event } = started;
    return (['launch', 'run'] as const).flatMap((name) =>
      event[name] === plan[name]
        ? []
        : [
            {
              line,
              words: `${name} is ${JSON.stringify(event[name])}, planned was ${JSON.stringify(plan[name])}`,
            },
          ],
    );
  },
};
