import { access, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { tooLong } from '../../../agent/engines/too-long.ts';
import { hostClock } from '../../../agent/hosts/host-clock.ts';
import { hostSensors } from '../../../agent/hosts/host-sensors.ts';
import { type LaunchFolder, openLaunchFolder } from '../../../agent/launch-folder.ts';
import { modelDigest } from '../../../agent/model-digest.ts';
import type { Clock, Engine, LoadedModel } from '../../../agent/ports.ts';
import { readPlan } from '../../../agent/read-plan.ts';
import { refuseLaunch } from '../../../agent/refuse-launch.ts';
import { runLaunch } from '../../../agent/run-launch.ts';
import type { EngineSettings, PlanFile } from '../../../protocol/plan-file.ts';
import { countingEngine } from '../../../virtual-phone/physics/bench.fixture.ts';

/**
 * `faulty-agent.fixture.ts <fault> <plan.json>`: the agent, with an engine that only counts, and one fault; `none` has none but that its
 * answers are no model's.
 */
const [, , fault = 'none', planPath = ''] = process.argv;
// Whoever asked is gone.
process.stdin.resume().on('end', () => process.exit(1));
/** Slow enough to be asked to end in the middle, or to leave no large log in some seconds. */
const isPaced = ['stops', 'cancels', 'half-speed'].includes(fault);
let isAskedToEnd = false;
if (fault === 'cancels' || fault === 'stops')
  process.once('SIGTERM', () => {
    isAskedToEnd = true;
  });

const documents = process.cwd();
if (fault === 'endless') {
  await writeFile(join(documents, 'pid'), String(process.pid));
  await new Promise(() => setInterval(() => undefined, 1000));
}
const folder = await openLaunchFolder(dirname(planPath));
const plan = await plannedOrRefused();
const finished = await runLaunch(plan, join(documents, plan.model.path), faultyFolder(folder), {
  clock: faultyClock(hostClock()),
  engine: checkedEngine(),
  sensors: hostSensors('1'),
  windows: { opened: () => undefined, closed: () => undefined },
  probe: async () => undefined,
  idle: (seconds) => setTimeout(seconds * 1000),
  // `cancels` says what it cut; `stops` takes the request for the end of an answer.
  isCancelled: () => isAskedToEnd && fault === 'cancels',
  ...(fault === 'unhashed' ? {} : { digest: foundHash }),
});
process.exit(finished ? 0 : 1);

/** `lenient` runs what it understands of a plan; `silent` leaves no word of why it refuses one. */
async function plannedOrRefused(): Promise<PlanFile> {
  const text = await readFile(planPath, 'utf8');
  try {
    return readPlan(fault === 'lenient' ? understood(text) : text);
  } catch (error) {
    if (fault === 'silent') process.exit(1);
    await refuseLaunch(error, basename(dirname(planPath)), folder, {
      clock: hostClock(),
      sensors: hostSensors('1'),
    });
    process.exit(1);
  }
}

/** `trusting` says the plan's; `unhashed` says none. */
async function foundHash(path: string, files?: readonly string[]): Promise<string> {
  return fault === 'trusting' ? (plan.model.sha256 ?? '') : modelDigest(path, files);
}

function understood(text: string): string {
  const { v, launch, run, seed, model, steps } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify({ v, launch, run, seed, model, engine: {}, steps });
}

/** `milliseconds` has a clock of another unit, `half-speed` one that is slow. */
function faultyClock(clock: Clock): Clock {
  const factor = fault === 'milliseconds' ? 1000 : fault === 'half-speed' ? 2 : 1;
  return { ...clock, nowUs: () => clock.nowUs() / factor };
}

/** `gap` leaves a line out; `half-lines` keeps the end of its last line until it writes again. */
function faultyFolder(inner: LaunchFolder): LaunchFolder {
  let kept = '';
  return {
    ...inner,
    async append(lines) {
      if (fault === 'gap') return inner.append(lines.replace(/^.*"type":"probe".*\n/m, ''));
      if (fault !== 'half-lines') return inner.append(lines);
      await inner.append(kept + lines.slice(0, -40));
      kept = lines.slice(-40);
    },
  };
}

/** An engine that opens its model's file, and knows how much fits. */
function checkedEngine(): Engine {
  return {
    ...countingEngine,
    async load(path: string, settings: EngineSettings): Promise<LoadedModel> {
      await access(path);
      const model = await countingEngine.load(path, settings);
      return {
        ...model,
        async *generate(ids, count) {
          if (ids.length + count > settings.contextTokens)
            throw tooLong(ids.length, count, settings.contextTokens);
          yield* paced(model.generate(ids, count));
        },
      };
    },
  };
}

async function* paced(ids: AsyncIterable<number>): AsyncGenerator<number> {
  for await (const id of ids) {
    if (isPaced) await setTimeout(1);
    if (fault === 'stops' && isAskedToEnd) return;
    yield id;
  }
}
