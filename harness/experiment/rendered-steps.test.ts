import { expect, test } from 'vitest';
import { planStep } from '../protocol/plan-file.ts';
import type { PlannedStep } from './planned-step.ts';
import { renderedSteps, unrenderedSteps } from './rendered-steps.ts';

const step: PlannedStep = {
  case: 'date',
  prompt: { kind: 'chat', text: 'Repeat: 7' },
  generateTokens: 8,
  repetitions: 1,
  forSeconds: null,
  scored: true,
  expect: { text: '7' },
};

test('no agent is told what is expected: its plan has the fields of the protocol alone', () => {
  const chat = { addBos: false, prompts: [{ text: 'Repeat: 7', rendered: '<|user|>Repeat: 7' }] };
  for (const [planned] of [renderedSteps([step], chat, 'm'), unrenderedSteps([step])]) {
    expect(planned).not.toHaveProperty('expect');
    expect(planStep.safeParse(planned).success).toBe(true);
  }
});
