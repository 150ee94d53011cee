import { PROTOCOL_VERSION } from '../../../protocol/event.ts';
import { engineSettings, type PlanFile, type PlanStep } from '../../../protocol/plan-file.ts';

/** What a synthesised Phi-3 reads for a question; the harness renders prompts, an agent needs no template engine. */
const asked = (text: string): string => `<|user|>\n${text}<|end|>\n<|assistant|>\n`;

const ids: PlanStep = {
  case: 'ids',
  prompt: { kind: 'synthetic', tokens: 24, seed: 3 },
  generateTokens: 24,
  repetitions: 2,
  forSeconds: null,
  scored: true,
};

const question: PlanStep = {
  ...ids,
  case: 'question',
  prompt: {
    kind: 'chat',
    text: 'Why is the sky blue?',
    rendered: asked('Why is the sky blue?'),
    addBos: true,
  },
  score: true,
};

const turns = ['Why is the sky blue?', 'And at night?', 'Who found that out, and when?'];

/** The fourth turn does not fit any more: the oldest ones are dropped. */
const conversation: PlanStep = {
  ...ids,
  case: 'talk',
  prompt: {
    kind: 'conversation',
    addBos: true,
    turns: turns.map((text) => ({ text, opening: asked(text), following: `<|end|>\n${asked(text)}` })),
  },
  repetitions: 6,
};

const soak: PlanStep = {
  ...ids,
  case: 'soak',
  repetitions: 1,
  forSeconds: 2,
  recovery: { everySeconds: 1, probeSeconds: 0.1, limitSeconds: 2 },
};

const row: PlanStep = {
  ...ids,
  case: 'row',
  bench: { promptTokens: 20, generateTokens: 4, depthTokens: 8, batchTokens: 16 },
};

/** Runs for some seconds on any host, so that there is time to disturb it. */
const long: PlanStep = { ...ids, case: 'long', generateTokens: 64, repetitions: 1000 };

/** A trial takes a second or more on any host, so that it can be ended in its middle. */
const endless: PlanStep = { ...ids, case: 'endless', generateTokens: 8000 };

/** A plan that asks for nothing unusual. */
export const planOf = (
  launch: string,
  model: PlanFile['model'],
  ...steps: readonly PlanStep[]
): PlanFile => ({
  v: PROTOCOL_VERSION,
  launch,
  run: 'conformance',
  seed: 7,
  model,
  engine: engineSettings.parse({ backend: 'cpu', contextTokens: 192, batchTokens: 16 }),
  steps: [...steps],
  memoryIntervalMs: 100,
  probe: { coldUs: null },
});

/** What every agent can; the answers must be llama.cpp's. */
export const answersPlan = (model: PlanFile['model']): PlanFile => planOf('answers', model, ids, question);

/** Runs until it is disturbed. */
export const longPlan = (launch: string, model: PlanFile['model']): PlanFile => planOf(launch, model, long);

/** Runs until it is asked to end, which comes in the middle of its first scored trial. */
export function cancelledPlan(launch: string, model: PlanFile['model']): PlanFile {
  const plan = planOf(launch, model, endless);
  return { ...plan, engine: { ...plan.engine, contextTokens: 8192 } };
}

/** What an engine may have no way to do, and the code by which its agent then says so. */
export const plansThatMayBeDeclined = (
  model: PlanFile['model'],
): readonly { readonly plan: PlanFile; readonly code: string }[] => [
  { plan: planOf('conversation', model, conversation), code: 'CONVERSATION_UNSUPPORTED' },
  { plan: planOf('row', model, row), code: 'RAW_PATH_MISSING' },
];

/** Of the longest of the ordinary launches. */
export const SOAK = 'soak';

/** A load, and the way back to full speed. */
export const soakPlan = (model: PlanFile['model']): PlanFile => planOf(SOAK, model, soak);
