import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { openEngine } from '../../agent/engines/open-engine.ts';
import { openLaunchFolder } from '../../agent/launch-folder.ts';
import { modelDigest } from '../../agent/model-digest.ts';
import type { WindowListener } from '../../agent/ports.ts';
import { runLaunch } from '../../agent/run-launch.ts';
import { launchFolder, planFile, planPath } from '../../protocol/plan-file.ts';
import { thermalStateOf } from '../physics/heat.ts';
import { createLaunchNoise } from '../physics/noise.ts';
import { physicalEngine } from '../physics/physical-engine.ts';
import { physicalSensors } from '../physics/physical-sensors.ts';
import { profileNamed } from '../physics/profiles.ts';
import { type DeathCause, Simulation } from '../physics/simulation.ts';
import { createVirtualClock } from '../physics/virtual-clock.ts';
import type { AppMessage, LaunchOrder } from './launch-messages.ts';

/** The virtual app's process: `main.ts <order as JSON>`. It talks to its phone over IPC and ends with it. */
const order = JSON.parse(process.argv[2] ?? '') as LaunchOrder;
process.once('disconnect', () => process.exit(1));

const tell = (message: AppMessage): Promise<void> =>
  new Promise((resolve) => {
    if (process.send) process.send(message, () => resolve());
    else resolve();
  });

const clock = createVirtualClock(order.wallClockStart);
const simulation: Simulation = new Simulation({
  clock,
  profile: profileNamed(order.profile),
  effects: order.effects,
  launchIndex: order.buildLaunchIndex,
  heat: order.heat,
  cold: order.cold,
  die,
});
let trial = 0;
const windows: WindowListener = {
  opened(next) {
    trial = next;
    void tell({ type: 'window', open: true, trial, atMs: performance.timeOrigin + performance.now() });
  },
  closed(ended) {
    void tell({
      type: 'window',
      open: false,
      trial: ended,
      atMs: performance.timeOrigin + performance.now(),
    });
    const { heat } = simulation;
    void tell({ type: 'state', thermalState: thermalStateOf(heat), heat, clockUs: clock.nowUs() });
  },
};

const plan = planFile.parse(
  JSON.parse(await readFile(join(order.documentsDir, planPath(order.launch)), 'utf8')),
);
const folder = await openLaunchFolder(join(order.documentsDir, launchFolder(order.launch)));
const engine = await openEngine(plan.engine);
const noise = createLaunchNoise(order.seed, order.phoneLaunchIndex);
const model = isAbsolute(plan.model.path) ? plan.model.path : join(order.documentsDir, plan.model.path);
await runLaunch(plan, model, folder, {
  clock,
  engine: physicalEngine({ engine, simulation, noise, trial: () => trial }),
  sensors: physicalSensors({ ...order, simulation, trial: () => trial }),
  windows,
  coldLoad: order.cold,
  probe: async () => simulation.probe(noise.probe()),
  idle: async (seconds) => simulation.idle(seconds),
  digest,
});
await folder.close();
await tell({ type: 'done', heat: simulation.heat, elapsedUs: clock.nowUs() });
process.exit(0);

async function digest(path: string, files?: readonly string[]): Promise<string> {
  const found = await modelDigest(path, files);
  return order.effects.mistakes.otherModel ? found.split('').reverse().join('') : found;
}

/** Ends the process as the system would: nothing is flushed, nothing is said to the log. */
async function die(cause: DeathCause): Promise<never> {
  await tell({ type: 'died', heat: simulation.heat, elapsedUs: clock.nowUs() });
  process.kill(process.pid, cause === 'jetsam' ? 'SIGKILL' : 'SIGABRT');
  return new Promise<never>(() => undefined);
}
