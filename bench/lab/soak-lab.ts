import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { checkLab } from '../../harness/lab-server/lab-history.fixture.ts';
import {
  type KilledProcess,
  type LabUnderWay,
  labUnderWay,
  MODEL,
  placesOf,
  type Running,
} from '../../harness/lab-server/lab-under-way.fixture.ts';
import { startPostgres, type TestPostgres } from '../../harness/lab-server/postgres.fixture.ts';
import { labManifest, resultOfOneHost } from '../../harness/lab-server/simulated-lab.fixture.ts';
import { createRandom, type Random } from '../../harness/statistics/random.ts';

/** A soak of a lab: runs that are measured while things break. */
export interface Soak {
  readonly seed: number;
  readonly faults: number;
  /** Ends it, whatever is left; a soak that is ended so has failed. */
  readonly limitMinutes: number;
  readonly say: (line: string) => void;
}

/** What came of it; it holds when `problems` is empty. */
export interface SoakOutcome {
  readonly runs: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
  readonly seconds: number;
}

const hosts: Readonly<Record<string, readonly string[]>> = { h1: ['one', 'two'], h2: ['three', 'four'] };
/** Launches take long enough that most faults fall into one. */
const LAUNCH_MS = 400;

/** Measures runs on two hosts, breaks something at random moments, and has the history checked by whoever knows none of the rules. */
export async function soakLab(soak: Soak): Promise<SoakOutcome> {
  const began = performance.now();
  const server = await startPostgres();
  server.start();
  const lab = await labUnderWay(server, LAUNCH_MS);
  try {
    return { ...(await underFaults(soak, server, lab)), seconds: (performance.now() - began) / 1000 };
  } finally {
    await lab.close();
    server.stop();
  }
}

async function underFaults(
  soak: Soak,
  server: TestPostgres,
  lab: LabUnderWay,
): Promise<Omit<SoakOutcome, 'seconds'>> {
  const random = createRandom(soak.seed);
  const world = await startWorld(server, lab);
  const counted: Record<string, number> = {};
  const submitted: string[] = [];
  const end = Date.now() + soak.limitMinutes * 60_000;
  for (let fault = 0; fault < soak.faults && Date.now() < end; fault++) {
    if ((await openRuns(lab)) < MOST_OPEN) submitted.push(await submitOne(lab, submitted.length));
    await setTimeout(200 + random.uniform() * 2500);
    const name = pick(random, Object.keys(world.breaks));
    soak.say(`${fault + 1}/${soak.faults}: ${name}`);
    counted[name] = (counted[name] ?? 0) + 1;
    await world.breaks[name]?.(random);
  }
  const late: string[] = [];
  const problems: string[] = [];
  for (const run of submitted) {
    const found = await lab.result(run).catch(() => null);
    if (found === null) late.push(run);
    else if (!run.startsWith('pool') && found !== (await alone(lab, run)))
      problems.push(`${run} has another result`);
  }
  return {
    runs: submitted.length,
    faults: counted,
    problems: [...late.map((run) => `${run} was never judged`), ...problems, ...(await checkLab(lab))],
  };
}

/** As many as keep four phones busy. */
const MOST_OPEN = 4;

async function openRuns({ owner }: LabUnderWay): Promise<number> {
  const [row] = await owner.query<{ open: number }>(
    'select count(*)::int as open from heatsoak.run where judged_at is null',
  );
  return row?.open ?? 0;
}

/** Every third run takes places of a pool; the others mean two phones of two hosts. */
async function submitOne(lab: LabUnderWay, number: number): Promise<string> {
  const isPooled = number % 3 === 2;
  const run = `${isPooled ? 'pool' : 'run'}-${number}`;
  if (isPooled) await lab.submit(labManifest(run, placesOf(2)), { pool: MODEL, team: 'b' });
  else await lab.submit(labManifest(run, phonesOf(number)));
  return run;
}

const phonesOf = (number: number): string[] => (number % 2 === 0 ? ['one', 'three'] : ['two', 'four']);

const alone = (lab: LabUnderWay, run: string): Promise<string> =>
  resultOfOneHost(join(lab.root, 'alone'), labManifest(run, phonesOf(Number(run.split('-')[1]))), {
    folder: join(lab.root, 'alone-phones', run),
    launchMs: 1,
  });

interface World {
  /** Each breaks something, and mends it. */
  readonly breaks: Readonly<Record<string, (random: Random) => Promise<void>>>;
}

async function startWorld(server: TestPostgres, lab: LabUnderWay): Promise<World> {
  const workers = new Map<string, KilledProcess>();
  const start = (host: string): void => void workers.set(host, lab.workerProcess(host, hosts[host] ?? []));
  let coordinator: Running = await lab.coordinator({ tickSeconds: 0.3 });
  for (const host of Object.keys(hosts)) start(host);
  return {
    breaks: {
      async 'a worker is killed'(random) {
        const host = pick(random, Object.keys(hosts));
        await workers.get(host)?.kill();
        await setTimeout(random.uniform() * 3000);
        start(host);
      },
      async 'both workers are killed'() {
        for (const worker of workers.values()) await worker.kill();
        for (const host of Object.keys(hosts)) start(host);
      },
      async 'the database crashes'(random) {
        server.crash();
        await setTimeout(random.uniform() * 3000);
        server.start();
      },
      async 'the coordinator is gone'(random) {
        await coordinator.stop();
        await setTimeout(random.uniform() * 3000);
        coordinator = await lab.coordinator({ tickSeconds: 0.3 });
      },
      async 'the queue loses its jobs'() {
        await lab.owner.query(`delete from pgboss.job where state < 'active'`);
      },
    },
  };
}

const pick = (random: Random, names: readonly string[]): string =>
  names[Math.floor(random.uniform() * names.length)] ?? '';
