import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { TYPICAL_NOISE } from '../../experiment/power.ts';
import { type BisectDocument, documentOfSearch } from '../../history/bisect/bisect-document.ts';
import type { Begun, Search } from '../../history/bisect/journal.ts';
import { metricNamed } from '../../measure/metric-entries.ts';
import type { PhoneChoice } from '../plan/choose-devices.ts';
import { type PlannedRun, plan } from '../plan.ts';
import { type Ports, portsOf } from '../ports.ts';
import { resume } from '../resume.ts';
import { run } from '../run.ts';
import { type BuildList, buildsInFolder, builtCommits } from './build-list.ts';
import { performSearch, type Steps } from './search.ts';

export interface BisectOptions extends PhoneChoice {
  /** Names of builds, or commits with `buildCommand`. */
  readonly good: string;
  readonly bad: string;
  /** Folder of the builds, or a command that makes the one of a commit. */
  readonly builds?: string | undefined;
  readonly buildCommand?: string | undefined;
  readonly devices?: string | undefined;
  /** Default: decode_rate. */
  readonly metric?: string | undefined;
  /** Default: quick. */
  readonly suite?: string | undefined;
  /** Folder of the search: its journal and its runs; default: `bisect` here. */
  readonly out?: string | undefined;
  /** Blocks on each phone at most; default 60. */
  readonly mostBlocks?: number | undefined;
  /** Folder of the calibration store; without it a typical phone's noise is taken. */
  readonly store?: string | undefined;
}

/** What a search found, or how far it came. */
export interface Bisected {
  readonly document: BisectDocument;
  /** Folder of the journal and of the runs. */
  readonly folder: string;
  readonly interrupted: boolean;
}

const DEFAULT_BLOCKS = 60;

/**
 * Looks for the first bad build between a good and a bad one: each step is an A/B of one build against the good one, and what is
 * believed after it says which comes next. The same call goes on with a search that was killed.
 * @param say is told before each step what is asked for
 * @throws HeatsoakError `BISECT_BUILDS`, `BISECT_OTHER`, `BISECT_BUILD_FAILED` of an end, and those of a plan and a run
 */
export async function bisect(
  options: BisectOptions,
  ports: Ports = {},
  say: (next: NonNullable<BisectDocument['next']>, before: Search | null) => void = () => undefined,
): Promise<Bisected> {
  const { out = 'bisect', metric = 'decode_rate', suite = 'quick', mostBlocks = DEFAULT_BLOCKS } = options;
  metricNamed(metric);
  const folder = resolve(out);
  const { signal, now } = portsOf(ports);
  const list = await buildList(options, signal);
  const { search, interrupted } = await performSearch({
    ...{ builds: [...list.names], metric, suite, mostBlocks, folder, now, signal },
    steps: stepsOf({ ...options, metric, suite }, ports, list, join(folder, 'runs')),
    say: ({ build, blocks }, before) => say({ build: list.names[build] ?? '', blocks }, before),
  });
  return { document: documentOfSearch(search), folder, interrupted };
}

function buildList(
  { builds, buildCommand, good, bad }: BisectOptions,
  signal: AbortSignal,
): Promise<BuildList> {
  if (builds !== undefined && buildCommand === undefined) return buildsInFolder(builds, good, bad);
  if (buildCommand !== undefined && builds === undefined)
    return builtCommits(buildCommand, { good, bad, signal });
  throw new HeatsoakError('USAGE', 'a search needs a folder of builds, or a command that makes them', {
    hint: 'give --builds or --build-cmd, and not both',
  });
}

type Asked = BisectOptions & { readonly metric: string; readonly suite: string };

/** Each step is a run as `heatsoak run` makes it, of exactly so many blocks. */
function stepsOf(options: Asked, ports: Ports, list: BuildList, root: string): Steps {
  const { device, tag, model, devices, store, suite, metric } = options;
  const [good = ''] = list.names;
  return {
    async plan(build, blocks) {
      const planned = await plan(
        {
          ...{ device, tag, model, devices, store, blocks, reference: false },
          suite: [suite],
          baseline: await list.pathOf(good),
          candidate: await list.pathOf(list.names[build] ?? ''),
        },
        ports,
      );
      return {
        run: planned.manifest.run,
        devices: planned.manifest.sessions.map((session) => session.device.id),
        noise: noiseOf(planned, metric),
        perform: () => run(planned, { out: root }, ports),
      };
    },
    async goOn(id) {
      const folder = join(root, id);
      const isThere = await stat(folder).then(
        () => true,
        () => false,
      );
      return isThere ? resume(folder, { devices, anyway: true }, ports) : null;
    },
  };
}

/** Two launches of each build are in a block: its contrast scatters as one launch does, and phones are averaged. */
function noiseOf({ manifest }: PlannedRun, metric: string): Begun['noise'] {
  const known = (manifest.power ?? []).filter((each) => each.metric === metric);
  const launch = known.length > 0 ? Math.max(...known.map(({ noise }) => noise)) : TYPICAL_NOISE;
  return {
    deviation: launch / Math.sqrt(manifest.sessions.length),
    learned: known.length > 0 && known.every(({ source }) => source === 'calibration'),
  };
}
