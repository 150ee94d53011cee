import type { PlanFile, PlanStep } from '../protocol/plan-file.ts';
import type { TokenTimes } from '../protocol/token-times.ts';
import { checkpoint } from './checkpoint.ts';
import { type Conversation, conversationOf } from './conversation.ts';
import { awaitRecovery } from './recovery.ts';
import type { TrialContext } from './run-trial.ts';
import { warmUp, warmUpOf } from './warm-up.ts';

type StepContext = Pick<TrialContext, 'ports' | 'events'>;

/** Runs trials one after another and gives each its number. */
export type TrialRunner = (
  step: PlanStep,
  repetition: number,
  conversation?: Conversation,
) => Promise<TokenTimes>;

/** Warm-up, then every step of the plan; after a soak the way back to full speed. */
export async function runSteps(
  bench: StepContext,
  plan: Pick<PlanFile, 'steps' | 'probe' | 'engine'>,
  run: TrialRunner,
): Promise<void> {
  const { ports, events } = bench;
  const coldUs = plan.probe?.coldUs ?? null;
  if (plan.steps.some((step) => !step.bench)) await run(warmUp, 0);
  events.add(checkpoint(ports, 'after-warm-up'));
  await probed(bench, 'start', coldUs);
  for (const step of plan.steps) {
    if (step.bench) await run(warmUpOf(step, step.bench), 0);
    await runStep(bench, step, plan.engine.contextTokens, run);
  }
  await probed(bench, 'end', coldUs);
  events.add(checkpoint(ports, 'end-of-suite'));
}

async function runStep(
  { ports }: StepContext,
  step: PlanStep,
  contextTokens: number,
  run: TrialRunner,
): Promise<void> {
  const conversation = conversationOf(step, contextTokens);
  const until = step.forSeconds === null ? null : ports.clock.nowUs() + step.forSeconds * 1e6;
  const times: TokenTimes[] = [];
  for (let repetition = 0; ; repetition++) {
    const more = until === null ? repetition < step.repetitions : ports.clock.nowUs() < until;
    if (!more) break;
    times.push(await run(step, repetition, conversation));
  }
  if (step.recovery && ports.idle) await awaitRecovery(ports.idle, step, step.recovery, times, run);
}

/** The fixed micro-workload, timed. */
async function probed(
  { ports, events }: StepContext,
  at: 'start' | 'end',
  coldUs: number | null,
): Promise<void> {
  if (!ports.probe) return;
  const startedAt = ports.clock.nowUs();
  await ports.probe();
  events.add({ type: 'probe', at, durationUs: ports.clock.nowUs() - startedAt, coldUs });
}
