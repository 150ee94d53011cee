import { join } from 'node:path';
import { planRun } from '../experiment/build-plan.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type {
  BuildRole,
  Manifest,
  PlannedBuild,
  PlannedLaunch,
  PlannedSession,
} from '../experiment/manifest.ts';
import { phoneFixture } from '../experiment/phone.fixture.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { suiteFile } from '../experiment/suite.ts';
import { metricsVersion } from '../measure/metrics/index.ts';
import { launchInJournal } from '../measure/planted/agent-run.fixture.ts';
import type { ThermalState } from '../protocol/event.ts';
import { eventLine } from '../protocol/event-line.ts';
import { engineSettings } from '../protocol/plan-file.ts';
import { readLog } from '../protocol/read-log.ts';
import { createRandom, seedOf } from '../statistics/random.ts';
import { createRunFolder, openRunFolder, type RunLogs } from '../store/run-folder.ts';
import { SIMULATED_TOKENS, simulatedLog } from './simulated-log.fixture.ts';

/** A run as logs, without a phone: what each build's speed is, and how noisy launches are. */
export interface SimulatedRun {
  readonly run?: string;
  readonly at?: string;
  readonly devices?: readonly string[];
  readonly blocks?: number;
  /** Ids of its suites; absent: one, `quick`. */
  readonly suites?: readonly string[];
  /** Decode speed of each build that is in the run, tok/s. */
  readonly speeds: Partial<Record<BuildRole, number>>;
  /** What the app's hash is made of; the build's name. */
  readonly names?: Partial<Record<BuildRole, string>>;
  /** Standard deviations in log units. */
  readonly dayNoise?: number;
  readonly launchNoise?: number;
  readonly seed?: number;
  readonly os?: string;
  readonly osBuild?: string;
  readonly metricsVersion?: number;
  readonly modelSha256?: string;
  readonly engine?: Partial<PlannedBuild['engine']>;
  readonly engineVersion?: string;
  readonly promptTokens?: number;
  readonly thermal?: (launch: PlannedLaunch) => ThermalState;
  readonly extra?: Partial<Manifest>;
  /** Launches whose log is missing. */
  readonly missing?: (launch: PlannedLaunch, device: string) => boolean;
  /** Launches that the harness saw end otherwise: their logs end after the first trial. */
  readonly ends?: (launch: PlannedLaunch, device: string) => JournalBody<'harness.launch'>['outcome'] | null;
  /** Changes what an agent wrote. */
  readonly edit?: (log: string, launch: PlannedLaunch, device: string) => string;
  /** How the sessions ended, by device; absent: finished. */
  readonly lost?: (device: string) => boolean;
  /** Code of the fault that it was lost by; none where it is not given. */
  readonly lostBy?: (device: string) => string;
}

export function simulatedManifest(options: SimulatedRun): Manifest {
  const cases = ['a', 'b'].map((id) => ({
    id,
    prompt: { kind: 'synthetic', tokens: options.promptTokens ?? 16 },
    generateTokens: SIMULATED_TOKENS,
  }));
  const suites = (options.suites ?? ['quick']).map((id) =>
    suiteFile.parse({ id, title: id, kind: 'burst', cases }),
  );
  const roles = Object.keys(options.speeds) as BuildRole[];
  const blocks = options.blocks ?? 4;
  const plan = planRun({
    devices: (options.devices ?? ['one']).map((id) => ({ ...phoneFixture(id), os: options.os ?? '26.1' })),
    hasBaseline: roles.includes('baseline'),
    hasPinned: roles.includes('pinned'),
    suites,
    blocks,
    seed: 1,
    referenceDevice: null,
  });
  return {
    v: 1,
    run: options.run ?? '2026-01-01T03-00-00Z',
    startedAt: options.at ?? '2026-01-01T03:00:00.000Z',
    heatsoak: '0.1.0',
    metricsVersion: options.metricsVersion ?? metricsVersion,
    command: 'heatsoak run',
    seed: 1,
    suites: suites.map(({ id }) => id),
    blocks,
    builds: roles.map((role) => simulatedBuild(role, options)),
    ...plan,
    gate: [
      { metric: 'decode_rate', marginPercent: 2 },
      { metric: 'footprint_peak', marginPercent: 1 },
    ],
    ...options.extra,
  };
}

function simulatedBuild(role: BuildRole, options: SimulatedRun): PlannedBuild {
  const name = options.names?.[role] ?? role;
  const file = { path: `/builds/${name}.ipa`, sha256: hashLike(name), sizeBytes: 1 };
  return {
    role,
    name,
    bundleId: 'dev.heatsoak.sample',
    version: '1.0',
    app: file,
    model: {
      path: '/models/m.gguf',
      sha256: options.modelSha256 ?? hashLike('model'),
      sizeBytes: 1,
      name: 'm',
    },
    engine: engineSettings.parse({ backend: 'metal', ...options.engine }),
  };
}

/** Looks like a SHA-256 and is one name's own. */
export const hashLike = (name: string): string =>
  Array.from({ length: 8 }, (_, i) => seedOf(i, name).toString(16).padStart(8, '0')).join('');

/** The logs that the run would leave. */
export function simulatedLogs(options: SimulatedRun): {
  readonly manifest: Manifest;
  readonly harness: ReadonlyMap<string, string>;
  readonly launches: ReadonlyMap<string, string>;
} {
  const manifest = simulatedManifest(options);
  const harness = new Map<string, string>();
  const launches = new Map<string, string>();
  for (const session of manifest.sessions) {
    const { id } = session.device;
    for (const [launch, text] of sessionLogs(options, manifest, session))
      launches.set(`${id}/${launch}`, text);
    harness.set(id, journalText(options, manifest, session));
  }
  return { manifest, harness, launches };
}

/** Each launch's log by its id. */
function sessionLogs(options: SimulatedRun, manifest: Manifest, session: PlannedSession): [string, string][] {
  const { device } = session;
  const random = createRandom(seedOf(options.seed ?? 1, `${manifest.run}/${device.id}`));
  const day = (options.dayNoise ?? 0) * random.gauss();
  return session.launches.flatMap((launch): [string, string][] => {
    // No two launches take equally long to the last digit.
    const noise = Math.max(options.launchNoise ?? 0.003, 1e-9);
    const factor = Math.exp(day + noise * random.gauss());
    if (options.missing?.(launch, device.id)) return [];
    const whole = simulatedLog(
      options,
      manifest,
      launch,
      (options.speeds[launch.role] ?? 1) * factor,
      random,
    );
    const outcome = options.ends?.(launch, device.id) ?? 'finished';
    const text = outcome === 'finished' ? whole : afterFirstTrial(whole);
    return [[launch.id, options.edit?.(text, launch, device.id) ?? text]];
  });
}

function journalText(
  options: SimulatedRun,
  manifest: Manifest,
  { device, launches }: PlannedSession,
): string {
  const measured = launches.filter((launch) => options.missing?.(launch, device.id) !== true);
  const done = measured.flatMap((launch, i): JournalBody[] => {
    const outcome = options.ends?.(launch, device.id) ?? null;
    const end = outcome === null ? undefined : { outcome, message: 'seen from outside' };
    return launchInJournal(manifest, launch, measured[i - 1], end);
  });
  const last = options.lost?.(device.id) ? 'lost' : 'finished';
  const code = last === 'lost' ? options.lostBy?.(device.id) : undefined;
  const fault: JournalBody[] =
    code === undefined ? [] : [{ type: 'fault', code, message: code, trial: null }];
  return lines([sessionEvent(device.id, 'started'), ...done, ...fault, sessionEvent(device.id, last)]);
}

function afterFirstTrial(log: string): string {
  const all = log.split('\n');
  const last = all.findIndex((line) => line.includes('"trial.finished"') && line.includes('"scored":true'));
  return `${all.slice(0, last + 1).join('\n')}\n`;
}

const sessionEvent = (
  device: string,
  outcome: JournalBody<'harness.session'>['outcome'],
): JournalBody<'harness.session'> => ({
  type: 'harness.session',
  device,
  outcome,
  wallClock: '2026-01-01T03:00:00.000Z',
  message: null,
});

const lines = (bodies: readonly JournalBody[]): string =>
  bodies.map((body, seq) => eventLine(seq, seq * 1000, body)).join('');

/** The run as `derive` reads it. */
export function simulatedRunLogs(options: SimulatedRun): RunLogs {
  const { manifest, harness, launches } = simulatedLogs(options);
  return {
    manifest,
    harness: new Map([...harness].map(([key, text]) => [key, readJournal(text)])),
    launches: new Map([...launches].map(([key, text]) => [key, readLog(text)])),
  };
}

/** The run as a folder under `root`; returns its path. */
export async function writeSimulatedRun(root: string, options: SimulatedRun): Promise<string> {
  const { manifest, harness, launches } = simulatedLogs(options);
  const { path } = await createRunFolder(root, manifest);
  const folder = openRunFolder(path);
  for (const [key, text] of launches) {
    const [device = '', launch = ''] = key.split('/');
    await folder.saveLaunchLog(device, launch, Buffer.from(text));
  }
  for (const [device, text] of harness) await folder.write(join('events', `${device}.jsonl`), text);
  return path;
}
