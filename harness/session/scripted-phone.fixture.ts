import { artefactsAt, pathsIn } from '../experiment/artefacts.ts';
import type { Manifest } from '../experiment/manifest.ts';
import type { Phone } from '../phone/phone.ts';
import { planFile } from '../protocol/plan-file.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { Vocabularies } from './keep-pieces.ts';
import type { CommandListener, PhoneSlot } from './phone-slot.ts';
import type { ProgressStep } from './progress.ts';
import { runSession } from './session.ts';
import type { FileDigest, SessionRequest } from './session-context.ts';

/** A phone of a few lines, for faults that no virtual phone can simulate: its agent finishes as soon as it is launched. */
export interface ScriptedPhone extends Phone {
  /** Every command that reached it, such as `launch l0`. */
  readonly calls: string[];
  /** Launches that its agent ran, in order. */
  readonly launched: string[];
}

/** Runs before every command, with its name and how often it was sent; it may throw. */
export type Trouble = (command: string, time: number) => void | Promise<void>;

const noTrouble: Trouble = () => undefined;

/** Logs stay on the phone from one opening of its session to the next. */
export function scriptedPhone(trouble: Trouble = noTrouble, logs = new Map<string, string>()): ScriptedPhone {
  const calls: string[] = [];
  const launched: string[] = [];
  let planned = '';
  const times = new Map<string, number>();
  const before = async (command: string, detail = ''): Promise<void> => {
    calls.push(`${command} ${detail}`.trim());
    const time = (times.get(command) ?? 0) + 1;
    times.set(command, time);
    await trouble(command, time);
  };
  return {
    udid: 'x',
    calls,
    launched,
    install: () => before('install'),
    pushModel: async () => {
      await before('pushModel');
      return 'pushed';
    },
    async clearScreen() {
      await before('clearScreen');
      return [];
    },
    async writePlan(_, folder, json) {
      const launch = launchIn(folder);
      await before('writePlan', launch);
      planned = planFile.parse(JSON.parse(json)).launch;
      logs.delete(launch);
    },
    async launch(_, environment) {
      const launch = launchIn(Object.values(environment)[0] ?? '');
      await before('launch', launch);
      launched.push(launch);
      logs.set(planned, logOf(launch));
    },
    async state() {
      await before('state');
      return 'foreground';
    },
    terminate: () => before('terminate'),
    async readStatus(_, folder) {
      const launch = launchIn(folder);
      await before('readStatus', launch);
      return logs.has(launch) ? finished(launch) : null;
    },
    async readEvents(_, folder) {
      const launch = launchIn(folder);
      await before('readEvents', launch);
      return Buffer.from(logs.get(launch) ?? '');
    },
    removeLaunches: () => before('removeLaunches'),
    async deathOf(_, folder) {
      const launch = launchIn(folder);
      await before('deathOf', launch);
      return null;
    },
    async bootSession() {
      await before('bootSession');
      return null;
    },
    async isRunning() {
      await before('isRunning');
      return true;
    },
    kill: () => before('kill'),
    async thermal() {
      await before('thermal');
      return 0;
    },
    async battery() {
      await before('battery');
      return { percent: 80, temperatureCelsius: 25, charging: false };
    },
    close: () => before('close'),
  };
}

/** A launch's id, by the name of its folder. */
export const launchIn = (folder: string): string => folder.slice(folder.lastIndexOf('.') + 1);

const finished = (launch: string): string =>
  JSON.stringify({ v: 1, state: 'finished', launch, trial: 3, trials: null, heartbeatUs: 1 });

const logOf = (launch: string): string =>
  `{"v":1,"seq":0,"t":4000000,"type":"fault","code":"LAUNCH","message":"${launch}","trial":null}\n`;

interface Session {
  readonly manifest: Manifest;
  readonly folder: RunFolder;
  readonly phone: Phone;
}

interface Surroundings {
  readonly vocabularies: Vocabularies;
  readonly wait: (seconds: number) => Promise<void>;
  /** By default a phone that went away does not come back. */
  readonly isBack: PhoneSlot['isBack'];
  /** Of any file of the run. */
  readonly digest: SessionRequest['digest'];
  /** What its tunnel gives without a session; by default nothing does. */
  readonly openFiles: NonNullable<PhoneSlot['openFiles']>;
  readonly opened: (onCommand: CommandListener) => void;
  readonly lastWords: () => string;
  readonly signal: AbortSignal;
  readonly progress: (step: ProgressStep) => void;
}

/** Runs the session of the manifest's first phone on this one, with the real journal and run folder. */
export async function runOn(
  { manifest, folder, phone }: Session,
  around: Partial<Surroundings> = {},
): Promise<void> {
  const { wait = async () => undefined, opened, lastWords } = around;
  const [planned] = manifest.sessions;
  if (!planned) throw new Error('the manifest has a session');
  await runSession({
    manifest,
    planned,
    slot: {
      device: planned.device,
      wait,
      isBack: around.isBack ?? (async () => false),
      ...(lastWords ? { lastWords } : {}),
      ...(around.openFiles ? { openFiles: around.openFiles } : {}),
      open: async (onCommand) => {
        opened?.(onCommand);
        return phone;
      },
    },
    folder,
    artefacts: artefactsAt(pathsIn(manifest)),
    vocabularies: around.vocabularies,
    digest: around.digest ?? (async (path) => plannedApp(manifest, path)),
    cooldown: { batteryCelsius: 32, limitSeconds: 60 },
    nowUs: () => 0,
    progress: around.progress ?? (() => undefined),
    signal: around.signal ?? new AbortController().signal,
  });
}

/** The archive that is planned to lie there. */
function plannedApp({ builds }: Manifest, path: string): FileDigest {
  const app = builds.map((build) => build.app).find((each) => each.path === path);
  if (!app) throw new Error(`no app of the run lies at ${path}`);
  return app;
}
