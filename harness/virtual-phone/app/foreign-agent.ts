import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { type PlanFile, planPath } from '../../protocol/plan-file.ts';
import type { DeathCause } from '../physics/simulation.ts';
import { createVirtualClock } from '../physics/virtual-clock.ts';
import { type AgentProgram, startAgentProgram } from './agent-program.ts';
import { AgentAnswers } from './answer-agent.ts';
import { type AppBody, createAppBody } from './app-body.ts';
import { type BodyReading, bodyAsk } from './body-protocol.ts';
import type { AppMessage, LaunchOrder } from './launch-messages.ts';
import { type RecordingClock, recordingClock } from './recording-clock.ts';

/**
 * Finished, and a fault that the program has logged: both concern this launch only, once the program has asked its body
 * something.
 */
const ORDINARY_CODES: readonly (number | null)[] = [0, 1];

/** Runs the plan by an agent that is another program, whose body this process is. @param plan null: one that it must refuse */
export async function runForeignAgent(
  program: string,
  order: LaunchOrder,
  plan: PlanFile | null,
  say: (message: AppMessage) => Promise<void>,
  die: (cause: DeathCause) => Promise<never>,
): Promise<AppBody> {
  const clock = recordingClock(createVirtualClock(order.wallClockStart), () => readingOf(body));
  const body: AppBody = createAppBody(order, clock, say, async (cause) => {
    // One that hangs waits for an answer that does not come.
    if (cause !== 'hang') {
      agent.kill(cause === 'jetsam' ? 'SIGKILL' : 'SIGABRT');
      await agent.gone;
    }
    return die(cause);
  });
  const agent = startAgentProgram(
    program,
    join(order.documentsDir, planPath(order.launch)),
    order.documentsDir,
  );
  if (plan === null) {
    await agent.gone;
    return body;
  }
  const asked = await answerAll(agent, new AgentAnswers(order, plan, body), clock);
  const { code, lastWords } = await agent.gone;
  if (asked > 0 && ORDINARY_CODES.includes(code)) return body;
  throw new HeatsoakError('AGENT_PROGRAM_FAILED', `${program} ended with ${code}: ${lastWords.trim()}`);
}

/** Answers until the agent is gone; returns how often it asked. */
async function answerAll(agent: AgentProgram, answers: AgentAnswers, clock: RecordingClock): Promise<number> {
  let asked = 0;
  for await (const line of createInterface({ input: agent.body })) {
    const answer = await answers.to(bodyAsk.parse(JSON.parse(line)));
    agent.body.write(`${JSON.stringify({ steps: clock.take(), ...answer })}\n`);
    asked += 1;
  }
  return asked;
}

const readingOf = ({ sensors }: AppBody): BodyReading => ({
  ...sensors.memory(),
  ...sensors.environment(),
  peakFootprintBytes: sensors.peakFootprintBytes(),
  memoryWarnings: sensors.memoryWarnings?.() ?? 0,
});
