import type { PlanStep } from '../protocol/plan-file.ts';
import { checkpoint } from './checkpoint.ts';
import { awaitRecovery } from './recovery.ts';
import type { Bench, TrialTimes } from './run-trial.ts';

/** Tokens of the warm-up's prompt and generation: enough to touch every weight in both phases. */
const warmUp: PlanStep = {
  case: 'warm-up',
  prompt: { kind: 'synthetic', tokens: 32, seed: 0 },
  generateTokens: 8,
  repetitions: 1,
  forSeconds: null,
  scored: false,
};

type StepBench = Pick<Bench, 'ports' | 'events'>;

/** Runs trials one after another and gives each its number. */
export type TrialRunner = (step: PlanStep, repetition: number) => Promise<TrialTimes>;

/** Warm-up, then every step of the plan; after a soak the way back to full speed. */
export async function runSteps(
  bench: StepBench,
  steps: readonly PlanStep[],
  run: TrialRunner,
): Promise<void> {
  const { ports, events } = bench;
  await run(warmUp, 0);
  events.add(checkpoint(ports, 'after-warm-up'));
  await probed(bench, 'start');
  for (const step of steps) await runStep(bench, step, run);
  await probed(bench, 'end');
  events.add(checkpoint(ports, 'end-of-suite'));
}

async function runStep({ ports }: StepBench, step: PlanStep, run: TrialRunner): Promise<void> {
  const until = step.forSeconds === null ? null : ports.clock.nowUs() + step.forSeconds * 1e6;
  const times: TrialTimes[] = [];
  for (let repetition = 0; ; repetition++) {
    const more = until === null ? repetition < step.repetitions : ports.clock.nowUs() < until;
    if (!more) break;
    times.push(await run(step, repetition));
  }
  if (step.recovery && ports.idle) await awaitRecovery(ports.idle, step, step.recovery, times, run);
}

/** The fixed micro-workload, timed. */
async function probed({ ports, events }: StepBench, at: 'start' | 'end'): Promise<void> {
  if (!ports.probe) return;
  const startedAt = ports.clock.nowUs();
  await ports.probe();
  events.add({ type: 'probe', at, durationUs: ports.clock.nowUs() - startedAt, coldUs: null });
}
