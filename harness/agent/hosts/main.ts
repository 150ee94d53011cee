import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { PlanFile } from '../../protocol/plan-file.ts';
import { openEngine } from '../engines/open-engine.ts';
import { openLaunchFolder } from '../launch-folder.ts';
import { modelDigest } from '../model-digest.ts';
import { readPlan } from '../read-plan.ts';
import { refuseLaunch } from '../refuse-launch.ts';
import { runLaunch } from '../run-launch.ts';
import { hostClock } from './host-clock.ts';
import { hostProbe } from './host-probe.ts';
import { hostSensors } from './host-sensors.ts';

/** The reference's process: `main.ts <plan.json>`; the log goes beside the plan. */
const planPath = process.argv[2] ?? '';
// A harness that was killed closes the pipe: the agent must not outlive it.
process.stdin.resume().on('end', () => process.exit(1));
let isCancelled = false;
process.once('SIGTERM', () => {
  isCancelled = true;
});
const folder = await openLaunchFolder(dirname(planPath));
const plan = await plannedOrRefused();
// The first time is spent on compiling it.
if (plan.probe) await hostProbe();
const finished = await runLaunch(plan, plan.model.path, folder, {
  clock: hostClock(),
  engine: await openEngine(plan.engine),
  sensors: hostSensors('1'),
  isCancelled: () => isCancelled,
  windows: { opened: () => undefined, closed: () => undefined },
  ...(plan.probe ? { probe: hostProbe } : {}),
  digest: modelDigest,
});
await folder.close();
process.exit(finished ? 0 : 1);

/** The plan; the process ends for one that cannot be run, and the log says why. */
async function plannedOrRefused(): Promise<PlanFile> {
  try {
    return readPlan(await readFile(planPath, 'utf8'));
  } catch (error) {
    const ports = { clock: hostClock(), sensors: hostSensors('1') };
    await refuseLaunch(error, basename(dirname(planPath)), folder, ports);
    throw error;
  }
}
