import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { derive } from '../app/derive.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { placeName } from '../lab-plan/places.ts';
import { writeResult } from '../publish/result-json.ts';
import { type CoordinatorPorts, runCoordinator } from './coordinator.ts';
import type { CoordinatorProcess } from './coordinator-process.fixture.ts';
import { hostCalls } from './host-calls.ts';
import { setUpTestLab, type TestLab } from './lab.fixture.ts';
import type { TestPostgres } from './postgres.fixture.ts';
import { type KilledProcess, startProcess } from './process.fixture.ts';
import { openCoordinatorQueue, openQueue } from './queue.ts';
import { type SimulatedPhones, simulatedPerform } from './simulated-lab.fixture.ts';
import { runWorker, type WorkerPorts } from './worker.ts';
import type { WorkerProcess } from './worker-process.fixture.ts';

/** Something that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

/** A lab with its folders, and workers and coordinators in this process. */
export interface LabUnderWay extends TestLab {
  readonly root: string;
  readonly phones: SimulatedPhones;
  readonly said: string[];
  worker(host: string, phones: readonly string[], over?: Partial<WorkerPorts>): Promise<Running>;
  /** A worker as a process of its own; `kill` is kill -9. */
  workerProcess(
    host: string,
    phones: readonly string[],
    over?: Partial<WorkerProcess>,
  ): Promise<KilledProcess>;
  coordinatorProcess(over?: Partial<CoordinatorProcess>): Promise<KilledProcess>;
  coordinator(over?: Partial<CoordinatorPorts>): Promise<Running>;
  coordinatorPorts(over?: Partial<CoordinatorPorts>): Promise<CoordinatorPorts>;
  submit(manifest: Manifest, options?: SubmitOptions): Promise<void>;
  /** Waits for something that must come. */
  until(holds: () => Promise<boolean>): Promise<void>;
  /** result.json of a run, once it was judged. */
  result(run: string): Promise<string>;
}

export interface SubmitOptions {
  readonly team?: string;
  readonly deadline?: Date;
  /** Of the cool-down, s; default: 60. */
  readonly limitSeconds?: number;
  /** The devices of the manifest are places of this model. */
  readonly pool?: string;
}

export const MODEL = 'iPhone15,4';
export const placesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => placeName(MODEL, i + 1));

const workerProgram = new URL('./worker-process.fixture.ts', import.meta.url);
const coordinatorProgram = new URL('./coordinator-process.fixture.ts', import.meta.url);

const COMES_LIMIT_MS = 100_000;

export async function labUnderWay(server: TestPostgres, launchMs = 20): Promise<LabUnderWay> {
  const lab = await setUpTestLab(server);
  const root = await mkdtemp(join(tmpdir(), 'heatsoak-lab-'));
  const phones = { folder: join(root, 'phones'), launchMs };
  const said: string[] = [];
  const started: Running[] = [];
  const running = (work: (signal: AbortSignal) => Promise<void>): Running => {
    const stop = new AbortController();
    const done = work(stop.signal);
    const self = {
      async stop() {
        stop.abort(new Error('stopped'));
        await done;
      },
    };
    started.push(self);
    return self;
  };
  const process = async (program: URL, asked: WorkerProcess | CoordinatorProcess): Promise<KilledProcess> => {
    const child = await startProcess(program, asked, (printed) => said.push(printed));
    started.push({ stop: child.kill });
    return child;
  };
  const runs = join(root, 'runs');
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    const end = Date.now() + COMES_LIMIT_MS;
    // A database that is away answers later.
    while (!(await holds().catch(() => false))) {
      if (Date.now() > end) throw new Error(`it does not come:\n${said.join('\n')}`);
      await setTimeout(20);
    }
  };
  const coordinatorPorts = async (over: Partial<CoordinatorPorts> = {}): Promise<CoordinatorPorts> => {
    const database = over.database ?? (await lab.as('heatsoak_desk'));
    const queue = over.queue ?? (await openCoordinatorQueue(database, { heartbeatSeconds: 10 }));
    started.push({ stop: () => queue.close() });
    return {
      database,
      queue,
      runs,
      judge: async (folder) => {
        const derived = await derive(folder);
        await writeResult(derived, folder);
        return derived.verdict.verdict;
      },
      signal: new AbortController().signal,
      say: (message) => said.push(message),
      tickSeconds: 0.05,
      heartbeatSeconds: 10,
      ...over,
    };
  };
  return {
    ...lab,
    root,
    phones,
    said,
    coordinatorPorts,
    async worker(host, ids, over = {}) {
      const database = await lab.as(`heatsoak_host_${host}`);
      const queue = await openQueue(database);
      started.push({ stop: () => queue.close() });
      return running((signal) =>
        runWorker({
          calls: hostCalls(database),
          queue,
          phones: ids.map((id) => ({ id, udid: `udid-${id}`, model: MODEL, device: { id, name: id } })),
          perform: simulatedPerform(phones),
          home: join(root, host),
          signal,
          say: (message) => said.push(message),
          askSeconds: 0.05,
          heartbeatSeconds: 10,
          ...over,
        }),
      );
    },
    workerProcess: (host, ids, over = {}) =>
      process(workerProgram, {
        ...{ url: lab.url(`heatsoak_host_${host}`), phones: ids, model: MODEL, simulated: phones },
        ...{ home: join(root, host), heartbeatSeconds: 10, skewMs: 0, ...over },
      }),
    coordinatorProcess: (over = {}) =>
      process(coordinatorProgram, {
        ...{ url: lab.url('heatsoak_desk'), runs, tickSeconds: 0.3, giveUpSeconds: 1800, ...over },
      }),
    async coordinator(over = {}) {
      const ports = await coordinatorPorts(over);
      return running((signal) => runCoordinator({ ...ports, signal }));
    },
    async submit(manifest, { team = 'a', deadline, pool, limitSeconds = 60 } = {}) {
      const database = await lab.as(`heatsoak_team_${team}`);
      const sessions = manifest.sessions.map(({ device: { id } }) => ({
        ...{ slot: id, minutes: 10 },
        ...(pool ? { pool } : { phone: id }),
      }));
      await database.query('select heatsoak.submit($1, $2, $3, $4, $5)', [
        manifest.run,
        JSON.stringify(manifest),
        JSON.stringify({ batteryCelsius: 32, limitSeconds }),
        deadline ?? null,
        JSON.stringify(sessions),
      ]);
    },
    until,
    async result(run) {
      await until(async () => {
        const text = 'select 1 from heatsoak.run where run = $1 and judged_at is not null';
        return (await lab.owner.query(text, [run])).length > 0;
      });
      return readFile(join(runs, run, 'result.json'), 'utf8');
    },
    async close() {
      await Promise.allSettled(started.map((each) => each.stop()));
      await lab.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
