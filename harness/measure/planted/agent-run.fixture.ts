import type { LaunchFolder } from '../../agent/launch-folder.ts';
import { runLaunch } from '../../agent/run-launch.ts';
import { buildFixture, launchFixture, manifestFixture } from '../../app/manifest.fixture.ts';
import { buildOf } from '../../experiment/build-of.ts';
import type { JournalBody } from '../../experiment/journal-event.ts';
import type { Manifest, PlannedBuild, PlannedDevice, PlannedLaunch } from '../../experiment/manifest.ts';
import { planFileOf } from '../../experiment/plan-file-of.ts';
import { chatTexts, type PlannedStep } from '../../experiment/planned-step.ts';
import { readJournal } from '../../experiment/read-journal.ts';
import { eventLine } from '../../protocol/event-line.ts';
import { engineSettings } from '../../protocol/plan-file.ts';
import { readLog } from '../../protocol/read-log.ts';
import { countingEngine } from '../../virtual-phone/physics/bench.fixture.ts';
import { coldPhone, type HeatState } from '../../virtual-phone/physics/heat.ts';
import { createLaunchNoise, type NoiseLevels, noNoise } from '../../virtual-phone/physics/noise.ts';
import { physicalEngine } from '../../virtual-phone/physics/physical-engine.ts';
import { physicalSensors } from '../../virtual-phone/physics/physical-sensors.ts';
import { parsePlantedEffects } from '../../virtual-phone/physics/planted-effects.ts';
import { type Profile, profileNamed } from '../../virtual-phone/physics/profiles.ts';
import { Simulation } from '../../virtual-phone/physics/simulation.ts';
import { createVirtualClock } from '../../virtual-phone/physics/virtual-clock.ts';
import type { RunLogs } from '../measure.ts';

/** One launch: what differs from a clean one. */
export interface AgentLaunch extends Partial<PlannedLaunch> {
  readonly effects?: Record<string, unknown>;
  readonly heat?: HeatState;
  /** Whether the model is read from storage; absent: in the phone's first launch. */
  readonly cold?: boolean;
  /** Changes the log after the launch: what an agent that errs would have written. */
  readonly edit?: (log: string) => string;
}

export interface AgentRun {
  /** Id of the run. */
  readonly run?: string;
  /** A row of the calibration table, or a phone of one's own. */
  readonly profile?: string | Profile;
  readonly seed?: number;
  readonly noise?: NoiseLevels;
  readonly launches: readonly AgentLaunch[];
  readonly engine?: Record<string, unknown>;
  readonly entitlements?: string[];
  /** What the harness's own log says besides the session. */
  readonly harness?: readonly JournalBody[];
  /** Steps that a reference host runs too. */
  readonly reference?: readonly PlannedStep[];
}

/** Every time is the planted one, but for its last digits: no two trials of a real phone take equally long to the microsecond. */
const quietNoise: NoiseLevels = { ...noNoise, token: 2e-4 };

const MODEL = { path: 'model.gguf', sha256: 'a'.repeat(64), sizeBytes: 1 };

/** The agent itself on simulated phones, in this process: no sockets, no model, the same log. */
export async function agentRun(run: AgentRun): Promise<{
  manifest: Manifest;
  logs: RunLogs;
  /** The launches' logs as they would lie on disk, by `device/launch`, and the harness's own. */
  texts: ReadonlyMap<string, string>;
  harnessText: string;
}> {
  const manifest = manifestOf(run);
  const [session] = manifest.sessions;
  const texts = new Map<string, string>();
  const ends: LaunchEnds = new Map();
  const counts = new Map<string, number>();
  for (const [index, launch] of (session?.launches ?? []).entries()) {
    const how = run.launches[index] ?? {};
    const buildIndex = counts.get(launch.role) ?? 0;
    counts.set(launch.role, buildIndex + 1);
    const { text, died } = await performed(run, manifest, launch, { how, index, buildIndex });
    const log = how.edit ? how.edit(text) : text;
    if (text !== '') texts.set(`${session?.device.id}/${launch.id}`, log);
    ends.set(launch.id, died ? 'crashed' : endIn(log));
  }
  for (const launch of manifest.reference?.launches ?? []) {
    const quiet = { profile: 'A19 Pro', noise: noNoise, launches: [] };
    const { text } = await performed(quiet, manifest, launch, { how: {}, index: 0, buildIndex: 0 });
    texts.set(`${manifest.reference?.device.id}/${launch.id}`, text);
  }
  const launches = new Map([...texts].map(([key, text]) => [key, readLog(text)]));
  const harness = harnessText(run, manifest, ends);
  return {
    manifest,
    texts,
    harnessText: harness,
    logs: { launches, harness: new Map([[session?.device.id ?? '', readJournal(harness)]]) },
  };
}

function manifestOf(run: AgentRun): Manifest {
  const profile = profileOf(run);
  const build = {
    ...buildFixture(MODEL, MODEL),
    engine: engineSettings.parse(run.engine ?? {}),
    reportedEngine: countingEngine.name,
    ...(run.entitlements ? { entitlements: run.entitlements } : {}),
    ...asTheyStand(run),
  };
  const launches = run.launches.map(
    ({ effects: _effects, heat: _heat, cold: _cold, edit: _edit, ...planned }, i) =>
      launchFixture(`l${i}`, planned),
  );
  const base = manifestFixture(build, launches);
  const device: PlannedDevice = {
    id: 'phone',
    name: 'Phone',
    model: profile.productType,
    chip: profile.chip,
    udid: null,
    os: '26.1',
    virtual: true,
    memoryLimitMiB: profile.jetsamMiB,
  };
  const host = { ...device, id: 'reference', name: 'Reference' };
  return {
    ...base,
    run: run.run ?? base.run,
    seed: run.seed ?? 1,
    builds: [
      { ...build, role: 'baseline' },
      { ...build, app: { ...build.app, sha256: 'b'.repeat(64) } },
    ],
    sessions: [{ device, launches }],
    reference: run.reference
      ? { device: host, launches: [launchFixture('reference-short', { steps: [...run.reference] })] }
      : null,
  };
}

/** Questions as a model without turns would read them: the engine only counts. */
function asTheyStand({ launches, reference }: AgentRun): Pick<PlannedBuild, 'chat'> {
  const steps = [...launches.flatMap((launch) => launch.steps ?? []), ...(reference ?? [])];
  const prompts = chatTexts(steps).map((text) => ({ text, rendered: text, following: text }));
  return prompts.length > 0 ? { chat: { addBos: false, prompts } } : {};
}

const profileOf = ({ profile = 'A16' }: AgentRun): Profile =>
  typeof profile === 'string' ? profileNamed(profile) : profile;

interface Order {
  readonly how: AgentLaunch;
  /** Launches before this one on the phone, and of its build. */
  readonly index: number;
  readonly buildIndex: number;
}

async function performed(
  run: AgentRun,
  manifest: Manifest,
  planned: PlannedLaunch,
  { how, index, buildIndex }: Order,
): Promise<{ text: string; died: boolean }> {
  let text = '';
  let dead = false;
  let trial = 0;
  const clock = createVirtualClock('2026-03-01T00:00:00.000Z');
  const cold = how.cold ?? index === 0;
  const simulation = new Simulation({
    clock,
    profile: profileOf(run),
    effects: parsePlantedEffects(how.effects ?? {}),
    launchIndex: buildIndex,
    heat: how.heat ?? coldPhone,
    cold,
    die(cause) {
      dead = true;
      return Promise.reject(new Error(cause));
    },
  });
  const folder: LaunchFolder = {
    async append(lines) {
      if (!dead) text += lines;
    },
    writeStatus: async () => undefined,
    close: async () => undefined,
  };
  const noise = createLaunchNoise(run.seed ?? 1, index, run.noise ?? quietNoise);
  const [build] = manifest.builds;
  if (!build) throw new Error('no build');
  const { otherModel } = simulation.options.effects.mistakes;
  await runLaunch(planFileOf(manifest, build, planned), MODEL.path, folder, {
    clock,
    engine: physicalEngine({ engine: countingEngine, simulation, noise, trial: () => trial }),
    sensors: physicalSensors({
      simulation,
      bundleId: build.bundleId,
      version: build.version,
      osVersion: '26.1',
      osBuild: '23B85',
      batteryPercent: 80,
      trial: () => trial,
    }),
    windows: {
      opened(next) {
        trial = next;
      },
      closed: () => undefined,
    },
    coldLoad: cold,
    probe: async () => simulation.probe(noise.probe()),
    idle: async (seconds) => simulation.idle(seconds),
    digest: async () => (otherModel ? 'b'.repeat(64) : MODEL.sha256),
  });
  return { text, died: dead };
}

/** How launches ended, as seen from outside; the journal is silent on one whose log was cut. */
type LaunchEnds = Map<string, 'finished' | 'crashed' | null>;

const endIn = (log: string): 'finished' | null =>
  log.includes('"type":"agent.finished"') ? 'finished' : null;

function harnessText(run: AgentRun, manifest: Manifest, ends: Readonly<LaunchEnds>): string {
  const wallClock = '2026-03-01T00:00:00Z';
  const session = { type: 'harness.session', device: 'phone', wallClock, message: null } as const;
  const launches = manifest.sessions[0]?.launches ?? [];
  const bodies: JournalBody[] = [
    { ...session, outcome: 'started' },
    ...launches.flatMap((launch, i) => {
      const outcome = ends.get(launch.id) ?? null;
      const end = outcome === null ? undefined : { outcome, message: null };
      return launchInJournal(manifest, launch, launches[i - 1], end);
    }),
    ...(run.harness ?? []),
    { ...session, outcome: 'finished' },
  ];
  return bodies.map((body, seq) => eventLine(seq, seq, body)).join('');
}

/**
 * A launch begins, after an install where another build ran before, and after its cool-down; the journal is silent on how it
 * ended, unless that is given.
 */
export function launchInJournal(
  manifest: Manifest,
  planned: PlannedLaunch,
  before: PlannedLaunch | undefined,
  end?: Pick<JournalBody<'harness.launch'>, 'outcome' | 'message' | 'log'>,
): JournalBody[] {
  const launch = planned.id;
  const build = buildOf(manifest, planned);
  const put = (artefact: 'app' | 'model', outcome: 'done' | 'already-there'): JournalBody => ({
    ...{ type: 'harness.deploy', build: build.name, launch, artefact, outcome, durationMs: 1 },
    ...{ sha256: build[artefact].sha256, sizeBytes: build[artefact].sizeBytes },
  });
  const isThere = before !== undefined && buildOf(manifest, before) === build;
  const cool = { thermalState: 'nominal', batteryCelsius: 28, outcome: 'reached' } as const;
  return [
    ...(isThere ? [] : [put('app', 'done'), put('model', before ? 'already-there' : 'done')]),
    { type: 'cooldown', launch, reason: '', waitedMs: 0, limitMs: 1, ...cool },
    { type: 'harness.launch', launch, outcome: 'started', message: null },
    ...(end ? [{ type: 'harness.launch', launch, ...end } as const] : []),
  ];
}

/** Lines of a log that pass, numbered anew: what an agent that never wrote the others would have left. */
export function keepLines(log: string, keep: (event: Record<string, unknown>) => boolean): string {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(keep)
    .map((event, seq) => ({
      ...event,
      seq,
      ...(event['type'] === 'agent.finished' ? { events: seq + 1 } : {}),
    }))
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('');
}
