import type { PlannedStep } from '../experiment/planned-step.ts';
import type { AgentLaunch } from './planted/agent-run.fixture.ts';

/** Messages of one to ninety words, so that turns fill the context unevenly. */
const messages = [20, 60, 1, 35, 90, 15, 44].map((words) => 'word '.repeat(words));

/** Half an hour of talk; a context of 2048 rolls over about every seven turns. */
export const talk: PlannedStep = {
  case: 'talk',
  prompt: { kind: 'conversation', turns: messages.map((text) => ({ text })) },
  generateTokens: 160,
  repetitions: 1,
  forSeconds: 1800,
  scored: true,
};

/** A launch of it on a phone whose build does `effects`. */
export const conversation = (
  effects: Record<string, unknown> = {},
  over: Partial<AgentLaunch> = {},
): AgentLaunch => ({
  suite: 'endurance',
  kind: 'conversation',
  steps: [talk],
  effects,
  ...over,
});
