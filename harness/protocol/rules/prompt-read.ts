import type { EventOf } from '../event.ts';
import { type PlanStep, renderedText } from '../plan-file.ts';
import type { Rule } from './rule.ts';

type Started = EventOf<'trial.started'>;

export const promptRead: Rule = {
  id: 'prompt-read',
  says: 'the first trial of a case whose prompt is a text says that text, as the plan has it, and the ids that were read; no other trial does',
  check(launch) {
    const started = launch.of('trial.started');
    // Older agents say it of no trial.
    if (!launch.plan || !started.some(({ event }) => event.prompt !== undefined)) return null;
    const steps = new Map(launch.plan.steps.map((step) => [step.case, step]));
    return started.flatMap(({ line, event }) => {
      const words = otherThanRead(event, steps.get(event.case));
      return words === null ? [] : [{ line, words }];
    });
  },
};

function otherThanRead({ prompt, repetition, promptTokens }: Started, step?: PlanStep): string | null {
  const due = repetition === 0 && step && !step.bench ? renderedText(step.prompt) : null;
  if (prompt === undefined) return due === null ? null : 'does not say what the model read';
  if (due === null) return 'says a text where none is read for the first time';
  if (prompt.text !== due) return 'the text is not the one that the plan has rendered';
  return prompt.ids.length === promptTokens
    ? null
    : `${prompt.ids.length} ids are given of ${promptTokens} that were read`;
}
