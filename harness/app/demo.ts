import { join } from 'node:path';
import { packageRoot } from '../files/package-home.ts';
import { scratchFolder } from '../files/scratch-folder.ts';
import type { Derived } from '../judge/derive.ts';
import type { RunVerdict } from '../judge/verdict.ts';
import { makeDemoBuilds, PLANTED_SLOWDOWN_PERCENT, type Planted } from './demo-builds.ts';
import { derive } from './derive.ts';
import { commandLine } from './plan/command-line.ts';
import { plan } from './plan.ts';
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
}

/** A demo that was run. */
export interface Demo extends PerformedRun {
  readonly derived: Derived;
  readonly slowdownPercent: number;
  /** Every phone found what was planted. */
  readonly asPlanned: boolean;
}

const DEFAULT_BLOCKS = 4;

/** The main job on the virtual lab, with a candidate that was made slower on purpose: does Heatsoak find it? */
export async function demo(options: DemoOptions = {}, ports: Ports = {}): Promise<Demo> {
  const { blocks = DEFAULT_BLOCKS, seed = 1, slowdownPercent = PLANTED_SLOWDOWN_PERCENT } = options;
  const scratch = await scratchFolder('demo');
  try {
    const planted = { decodeSlowdownPercent: slowdownPercent, ...options.planted };
    const builds = await makeDemoBuilds(scratch.path, portsOf(ports).folders.cache, planted);
    const planned = await plan(
      {
        ...builds,
        suite: ['quick', 'sustained'],
        devices: join(packageRoot, 'devices.json'),
        blocks,
        seed,
        reference: options.reference ?? true,
        command: commandLine('heatsoak demo', [
          ['--blocks', blocks],
          ['--seed', seed],
        ]),
      },
      ports,
    );
    const done = await run(planned, options, ports);
    const derived = await derive(done.folder);
    return { ...done, derived, slowdownPercent, asPlanned: foundWhatWasPlanted(derived.verdict) };
  } finally {
    await scratch.remove();
  }
}

const foundWhatWasPlanted = ({ devices }: RunVerdict): boolean =>
  devices.length > 0 && devices.every((device) => device.verdict === 'NO-GO');
