import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AgentName } from '../experiment/manifest.ts';
import { packageRoot } from '../files/package-home.ts';
import { scratchFolder } from '../files/scratch-folder.ts';
import type { Derived } from '../judge/derive.ts';
import type { RunVerdict } from '../judge/verdict.ts';
import { keepArchive } from '../store/baseline-store.ts';
import { makeDemoBuilds, PLANTED_SLOWDOWN_PERCENT, type Planted } from './demo-builds.ts';
import { derive } from './derive.ts';
import { commandLine } from './plan/command-line.ts';
import { readDevices } from './plan/read-devices.ts';
import { type PlannedRun, plan } from './plan.ts';
import { type Ports, portsOf } from './ports.ts';
import { type PerformedRun, type PlaceOfRuns, run } from './run.ts';

export interface DemoOptions extends PlaceOfRuns {
  /** ABBA blocks per phone; default 4. */
  readonly blocks?: number | undefined;
  readonly seed?: number | undefined;
  /** How much slower the candidate was made; default: 8 %. */
  readonly slowdownPercent?: number | undefined;
  /** What else is planted in the candidate, such as `{ crashAtTrial: 3 }`. */
  readonly planted?: Planted | undefined;
  /** False leaves out the run on this host. */
  readonly reference?: boolean | undefined;
  /** Which agent the app has; default: the TypeScript agent. */
  readonly agent?: AgentName | undefined;
}

/** A demo that was run. */
export interface Demo extends PerformedRun {
  readonly derived: Derived;
  readonly slowdownPercent: number;
  /** Every phone found what was planted. */
  readonly asPlanned: boolean;
  /** The agents that measured, as they name themselves in their logs, such as `heatsoak-swift 1`. */
  readonly agents: readonly string[];
}

const DEFAULT_BLOCKS = 4;

/** The main job on the virtual lab, with a candidate that was made slower on purpose: does Heatsoak find it? */
export async function demo(options: DemoOptions = {}, ports: Ports = {}): Promise<Demo> {
  const { blocks = DEFAULT_BLOCKS, seed = 1, slowdownPercent = PLANTED_SLOWDOWN_PERCENT, agent } = options;
  const scratch = await scratchFolder('demo');
  try {
    const planted = { decodeSlowdownPercent: slowdownPercent, ...options.planted };
    const builds = await makeDemoBuilds(scratch.path, portsOf(ports).folders.cache, planted);
    const planned = await plan(
      {
        ...builds,
        suite: ['quick', 'sustained'],
        devices: await devicesWith(agent, scratch.path),
        blocks,
        seed,
        reference: options.reference ?? true,
        command: commandLine('heatsoak demo', [
          ['--blocks', blocks],
          ['--seed', seed],
          ['--agent', agent],
        ]),
      },
      ports,
    );
    const done = await run(planned, options, ports);
    await keepCandidate(planned.manifest, options.out);
    const derived = await derive(done.folder);
    const asPlanned = foundWhatWasPlanted(derived.verdict);
    return { ...done, derived, slowdownPercent, asPlanned, agents: agentsOf(derived) };
  } finally {
    await scratch.remove();
  }
}

/** Its file goes with the scratch folder, and a run whose candidate is gone could not become a baseline. */
async function keepCandidate({ builds }: PlannedRun['manifest'], out = 'runs'): Promise<void> {
  const app = builds.find(({ role }) => role === 'candidate')?.app;
  if (app?.path !== undefined) await keepArchive(resolve(out), app.path, app.sha256);
}

/** The virtual lab that ships with Heatsoak, and the same with one agent on all of its phones. */
async function devicesWith(agent: AgentName | undefined, folder: string): Promise<string> {
  const shipped = join(packageRoot, 'devices.json');
  if (agent === undefined) return shipped;
  const lab = await readDevices(shipped);
  const path = join(folder, 'devices.json');
  const devices = lab.devices.map((device) => (device.kind === 'virtual' ? { ...device, agent } : device));
  await writeFile(path, JSON.stringify({ ...lab, devices }));
  return path;
}

const agentsOf = ({ measurement: { launches, manifest } }: Derived): string[] => {
  const phones = manifest.sessions.map(({ device }) => device.id);
  const onPhones = launches.filter(({ device }) => phones.includes(device));
  return [...new Set(onPhones.flatMap(({ agent }) => agent?.agent ?? []))].sort();
};

const foundWhatWasPlanted = ({ devices }: RunVerdict): boolean =>
  devices.length > 0 && devices.every((device) => device.verdict === 'NO-GO');
