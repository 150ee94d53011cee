import type { EventOf } from '../event.ts';
import type { CheckedLaunch, Placed } from './checked-launch.ts';
import type { Rule } from './rule.ts';
import type { Violation } from './violation.ts';

type TrialEvent = EventOf<'trial.started' | 'tokens' | 'trial.finished'>;
const due = ['trial.started', 'tokens', 'trial.finished'] as const;

/** A trial that failed on its way leaves its number to a fault, and nothing else. */
export const trialLines: Rule = {
  id: 'trial-lines',
  says: 'a trial is three lines in this order, trial.started, tokens, trial.finished, that agree on what it is; trials are numbered from 0 without gaps',
  check(launch) {
    const lines = trialEvents(launch);
    if (lines.length === 0) return null;
    const walk = new Walk(launch);
    return lines.flatMap((placed) => walk.take(placed));
  },
};

const trialEvents = (launch: CheckedLaunch): { line: number; event: TrialEvent }[] =>
  launch.events.flatMap(({ line, event }) => (isOfTrial(event) ? [{ line, event }] : []));

const isOfTrial = (event: Placed['event']): event is TrialEvent =>
  event.type === 'trial.started' || event.type === 'tokens' || event.type === 'trial.finished';

/** Goes from line to line and knows which one is due. */
class Walk {
  private readonly failed: ReadonlySet<number>;
  private trial = 0;
  private at = 0;
  private started: EventOf<'trial.started'> | null = null;

  constructor(launch: CheckedLaunch) {
    const began = new Set(launch.of('trial.started').map(({ event }) => event.trial));
    const faults = launch.of('fault').flatMap(({ event }) => event.trial ?? []);
    // A warning of the system is of a trial that goes on.
    this.failed = new Set(faults.filter((trial) => !began.has(trial)));
  }

  take({ line, event }: { readonly line: number; readonly event: TrialEvent }): Violation[] {
    if (this.at === 0) while (this.failed.has(this.trial) && event.trial > this.trial) this.trial += 1;
    const wanted = due[this.at] ?? 'trial.started';
    const words = this.otherThan(wanted, event);
    // After a line that is missing or stands twice the next ones are counted from what was found.
    this.trial = event.type === 'trial.finished' ? event.trial + 1 : event.trial;
    this.at = (due.indexOf(event.type) + 1) % due.length;
    if (event.type === 'trial.started') this.started = event;
    return words === null ? [] : [{ line, words }];
  }

  private otherThan(wanted: string, event: TrialEvent): string | null {
    if (event.type !== wanted || event.trial !== this.trial)
      return `is ${event.type} of trial ${event.trial}, due was ${wanted} of trial ${this.trial}`;
    if (event.type !== 'trial.finished' || this.started === null) return null;
    const { started } = this;
    const other = (['case', 'repetition', 'scored', 'promptTokens'] as const).find(
      (name) => event[name] !== started[name],
    );
    return other ? `${other} is ${event[other]}, trial.started says ${started[other]}` : null;
  }
}
