import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPlan } from '../../agent/read-plan.ts';
import { type PlanFile, planPath } from '../../protocol/plan-file.ts';
import type { DeathCause } from '../physics/simulation.ts';
import { createVirtualClock } from '../physics/virtual-clock.ts';
import { createAppBody } from './app-body.ts';
import { runForeignAgent } from './foreign-agent.ts';
import type { AppMessage, LaunchOrder } from './launch-messages.ts';
import { refuseByOwnAgent, runOwnAgent } from './own-agent.ts';

/** The virtual app's process: `main.ts <order as JSON>`. It talks to its phone over IPC and ends with it. */
const order = JSON.parse(process.argv[2] ?? '') as LaunchOrder;
process.once('disconnect', () => process.exit(1));

const say = (message: AppMessage): Promise<void> =>
  new Promise((resolve) => {
    if (process.send) process.send(message, () => resolve());
    else resolve();
  });

/** Ends the process as the system would: nothing is flushed, nothing is said to the log. One that hangs stays. */
async function die(cause: DeathCause): Promise<never> {
  if (cause !== 'hang') process.kill(process.pid, cause === 'jetsam' ? 'SIGKILL' : 'SIGABRT');
  return new Promise<never>(() => undefined);
}

const plan = planOrNull(await readFile(join(order.documentsDir, planPath(order.launch)), 'utf8'));
const body =
  order.agentProgram === null
    ? await withOwnAgent()
    : await runForeignAgent(order.agentProgram, order, plan, say, die);
await body.end('done');
process.exit(0);

/** A plan that breaks the protocol is for the agent to refuse. */
function planOrNull(text: string): PlanFile | null {
  try {
    return readPlan(text);
  } catch {
    return null;
  }
}

async function withOwnAgent() {
  const own = createAppBody(order, createVirtualClock(order.wallClockStart), say, die);
  if (plan === null) await refuseByOwnAgent(order, own);
  else await runOwnAgent(order, plan, own);
  return own;
}
