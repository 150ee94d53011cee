import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { derive } from '../app/derive.ts';
import { simulatedLog } from '../app/simulated-log.fixture.ts';
import { simulatedManifest } from '../app/simulated-run.fixture.ts';
import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import type { Phone } from '../phone/phone.ts';
import { folderName } from '../protocol/plan-file.ts';
import { writeResult } from '../publish/result-json.ts';
import { runClock } from '../session/run-clock.ts';
import { launchIn, scriptedPhone } from '../session/scripted-phone.fixture.ts';
import { runSession } from '../session/session.ts';
import { createRandom, seedOf } from '../statistics/random.ts';
import { createRunFolder } from '../store/run-folder.ts';
import { sealRun } from '../store/seal-run.ts';
import type { PerformSession } from './serve-session.ts';

/** Of every run of these tests, tok/s. */
const speeds = { baseline: 20, candidate: 19 } as const;

/** A run of the lab on phones, or places, with these names. */
export const labManifest = (run: string, devices: readonly string[], blocks = 1): Manifest =>
  simulatedManifest({ run, devices, blocks, speeds });

/** Phones as folders: they live on, and finish what they measure, whatever becomes of the process that drives them. */
export interface SimulatedPhones {
  readonly folder: string;
  /** How long a launch takes. */
  readonly launchMs: number;
  /** Whoever drives a phone comes no further than into its launch of this number, and ends there: killed, or told to. */
  readonly staysIn?: number;
}

/**
 * A phone whose launches take a while, and end whether or not anybody watches. It writes down every command that could disturb
 * a launch, and refuses none: whether two sessions drove it at once shows in that list.
 */
async function simulatedPhone(
  { folder, launchMs }: SimulatedPhones,
  device: string,
  logOf: (launch: string) => string,
): Promise<Phone> {
  const home = join(folder, device);
  await mkdir(home, { recursive: true });
  const note = (command: string, launch = '-'): Promise<void> =>
    appendFile(join(home, COMMANDS), `${command} ${launch} ${rightTime()}\n`);
  const hasEnded = async (name: string): Promise<boolean | null> => {
    const begun = (await commandsOf({ folder }, device)).findLast(
      ({ launch }) => launch !== null && folderName(launch.run, launch.id) === name,
    );
    return begun ? rightTime() - begun.at >= launchMs : null;
  };
  return {
    ...scriptedPhone((command) => note(command)),
    launch: (_, environment) => note(LAUNCH, Object.values(environment)[0]),
    state: async () => 'foreground',
    async readStatus(_, launch) {
      const ended = await hasEnded(launch);
      if (ended === null) return null;
      const state = ended ? 'finished' : 'running';
      return JSON.stringify({
        ...{ v: 1, state, launch: launchIn(launch), trial: 3, trials: null },
        heartbeatUs: Math.round(rightTime()),
      });
    },
    readEvents: async (_, launch) => Buffer.from(logOf(launchIn(launch))),
  };
}

/** File in which a phone writes down what it is told. */
const COMMANDS = 'commands';
const LAUNCH = 'launch';

/** Of the phone, whatever clock its host has; ms. */
const rightTime = (): number => performance.timeOrigin + performance.now();

/** What a phone was told to do. */
export interface PhoneCommand {
  readonly command: string;
  /** Where it begins a launch. */
  readonly launch: { readonly run: string; readonly id: string } | null;
  /** By the phone's clock, ms. */
  readonly at: number;
}

/** What a phone was told to do, in order; what only reads files disturbs nobody and is left out. */
export async function commandsOf(
  { folder }: Pick<SimulatedPhones, 'folder'>,
  device: string,
): Promise<PhoneCommand[]> {
  const text = await readFile(join(folder, device, COMMANDS), 'utf8').catch(() => '');
  // A process that is killed may leave half a line.
  return [...text.matchAll(/^(\S+) (\S+) ([\d.]+)$/gm)].map(([, command = '', name = '', at]) => ({
    command,
    launch: command === LAUNCH ? { run: name.slice(0, name.lastIndexOf('.')), id: launchIn(name) } : null,
    at: Number(at),
  }));
}

/** Ids of the launches that a phone was told to begin, in order. */
export const launchesOf = async (phones: SimulatedPhones, device: string): Promise<string[]> =>
  (await commandsOf(phones, device)).flatMap(({ launch }) => launch?.id ?? []);

/** Of waits, ms for each second that they were to take, and parts of a launch for each. */
const HURRY_MS = 10;
const HURRY_LAUNCHES = 1 / 40;
const LONGER_THAN_ANY_TEST_MS = 3_600_000;

/**
 * Waits of an hour take milliseconds, and none of them more than a quarter of a launch. They grow with the launches: a session
 * counts the seconds that it asked for, and gives a launch up after its estimate and four polls of 15 s; each of the five is a quarter.
 */
const hurried = (seconds: number, launchMs: number): number =>
  Math.min(seconds * Math.max(HURRY_MS, launchMs * HURRY_LAUNCHES), launchMs / 4);

/** Performs sessions with the real session code on simulated phones. */
export function simulatedPerform(phones: SimulatedPhones): PerformSession {
  return async ({ manifest, folder, cooldown, signal, nowUs }) => {
    const [planned] = manifest.sessions;
    if (!planned) throw new Error('a job has a session');
    const phone = await simulatedPhone(phones, planned.device.id, (id) => logOf(manifest, planned, id));
    await runSession({
      ...{ manifest, planned, folder, cooldown, signal },
      slot: {
        device: planned.device,
        open: async () => phone,
        async wait(seconds) {
          const begun = (await launchesOf(phones, planned.device.id)).length;
          const stays = phones.staysIn !== undefined && begun >= phones.staysIn;
          const ms = stays ? LONGER_THAN_ANY_TEST_MS : hurried(seconds, phones.launchMs);
          await setTimeout(ms, undefined, { signal });
        },
        isBack: async () => false,
      },
      artefacts: { pathOf: ({ sha256 }) => sha256 },
      digest: async (sha256) => ({ sha256, sizeBytes: 1 }),
      nowUs,
      progress: () => undefined,
    });
  };
}

/** What a launch leaves hangs on its phone and its plan, and on nothing that a process remembers. */
function logOf(manifest: Manifest, { device, launches }: PlannedSession, id: string): string {
  const launch = launches.find((each) => each.id === id);
  if (!launch) throw new Error(`${id} is not planned`);
  const random = createRandom(seedOf(1, `${manifest.run}/${device.id}/${id}`));
  const speed = speeds[launch.role as keyof typeof speeds] * Math.exp(0.003 * random.gauss());
  return simulatedLog({ speeds }, manifest, launch, speed, random);
}

/** Result of the same run where one host has all phones: the yardstick. */
export async function resultOfOneHost(
  root: string,
  manifest: Manifest,
  phones: SimulatedPhones,
): Promise<string> {
  const folder = await createRunFolder(root, manifest);
  const perform = simulatedPerform(phones);
  const { signal } = new AbortController();
  const cooldown = { batteryCelsius: 32, limitSeconds: 60 };
  await Promise.all(
    manifest.sessions.map((session) =>
      perform({
        ...{ folder, cooldown, signal, nowUs: runClock(manifest.startedAt) },
        manifest: { ...manifest, sessions: [session] },
      }),
    ),
  );
  await sealRun(folder.path, manifest.run);
  return judgedResult(folder.path);
}

/** Derives a folder, publishes its result there, and returns its text. */
export async function judgedResult(folder: string): Promise<string> {
  await writeResult(await derive(folder), folder);
  return readFile(join(folder, 'result.json'), 'utf8');
}
