import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { openEngine } from '../../agent/engines/open-engine.ts';
import { openLaunchFolder } from '../../agent/launch-folder.ts';
import { modelDigest } from '../../agent/model-digest.ts';
import { readPlan } from '../../agent/read-plan.ts';
import { refuseLaunch } from '../../agent/refuse-launch.ts';
import { runLaunch } from '../../agent/run-launch.ts';
import { launchFolder, type PlanFile, planPath } from '../../protocol/plan-file.ts';
import { physicalEngine } from '../physics/physical-engine.ts';
import type { AppBody } from './app-body.ts';
import type { LaunchOrder } from './launch-messages.ts';

/** Runs the plan by the TypeScript agent, in this process. */
export async function runOwnAgent(order: LaunchOrder, plan: PlanFile, body: AppBody): Promise<void> {
  const { clock, simulation, noise, sensors, windows, trial } = body;
  const folder = await openLaunchFolder(join(order.documentsDir, launchFolder(order.launch)));
  const engine = await openEngine(plan.engine);
  const model = isAbsolute(plan.model.path) ? plan.model.path : join(order.documentsDir, plan.model.path);
  await runLaunch(plan, model, folder, {
    clock,
    engine: physicalEngine({ engine, simulation, noise, trial }),
    sensors,
    windows,
    coldLoad: order.cold,
    probe: async () => simulation.probe(noise.probe()),
    idle: async (seconds) => simulation.idle(seconds),
    digest: async (path, files) => body.saidDigest(await modelDigest(path, files)),
  });
  await folder.close();
}

/** Leaves the log of a launch whose plan breaks the protocol. */
export async function refuseByOwnAgent(order: LaunchOrder, body: AppBody): Promise<void> {
  const folder = await openLaunchFolder(join(order.documentsDir, launchFolder(order.launch)));
  try {
    readPlan(await readFile(join(order.documentsDir, planPath(order.launch)), 'utf8'));
  } catch (error) {
    await refuseLaunch(error, order.launch, folder, body);
  }
  await folder.close();
}
