import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type TakingPhone, withPhones } from '../../harness/lab-plan/places.ts';
import { checkLab } from '../../harness/lab-server/lab-history.fixture.ts';
import {
  type LabUnderWay,
  labUnderWay,
  MODEL,
  placesOf,
} from '../../harness/lab-server/lab-under-way.fixture.ts';
import { startPostgres, type TestPostgres } from '../../harness/lab-server/postgres.fixture.ts';
import { labManifest, launchesOf, resultOfOneHost } from '../../harness/lab-server/simulated-lab.fixture.ts';
import { createRandom } from '../../harness/statistics/random.ts';
import { brokenLab } from './broken-lab.ts';

/** A soak of a lab: runs that are measured while things break. */
export interface Soak {
  readonly seed: number;
  readonly faults: number;
  /** How long something stays broken at most; default: a tenth of a minute, for launches that take a hundredth of theirs. */
  readonly longestMs?: number | undefined;
  /** Ends it, whatever is left; a soak that is ended so has failed. */
  readonly limitMinutes: number;
  readonly say: (line: string) => void;
}

/** What came of it; it holds when `problems` is empty. */
export interface SoakOutcome {
  readonly runs: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Claims of sessions beyond the first: how often one was gone on with, or begun again elsewhere. */
  readonly claimedAgain: number;
  readonly problems: readonly string[];
  readonly seconds: number;
}

/** Launches take long enough that most faults fall into one. */
const LAUNCH_MS = 400;
/** As many runs as keep five phones busy. */
const MOST_OPEN = 4;
/** Within so long after the last fault everything has ended and was judged. */
const LAST_RUNS_MS = 180_000;

/** Measures runs on three hosts, breaks something at random moments, and has the history checked by whoever knows none of the rules. */
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
  const { breaks, close } = await brokenLab(server, lab, soak.longestMs ?? 6000);
  const counted: Record<string, number> = {};
  const deck: string[] = [];
  const submitted: string[] = [];
  const end = Date.now() + soak.limitMinutes * 60_000;
  const problems: string[] = [];
  for (let fault = 0; fault < soak.faults; fault++) {
    if (Date.now() > end) {
      problems.push(`the limit came after ${fault} of ${soak.faults} faults`);
      break;
    }
    while ((await openRuns(lab)) < MOST_OPEN) submitted.push(await submitOne(lab, submitted.length));
    await setTimeout(random.uniform() * 1500);
    await somethingBegins(lab);
    // Every kind as often as any other.
    if (deck.length === 0) deck.push(...random.shuffle(Object.keys(breaks)));
    const name = deck.pop() ?? '';
    soak.say(`${fault + 1}/${soak.faults}: ${name}`);
    counted[name] = (counted[name] ?? 0) + 1;
    await breaks[name]?.(random);
  }
  const last = Date.now() + LAST_RUNS_MS;
  while (((await openRuns(lab)) > 0 || (await hasLate(lab))) && Date.now() < last) await setTimeout(200);
  close();
  for (const run of submitted) problems.push(...(await wrongResult(lab, run)));
  return {
    runs: submitted.length,
    faults: counted,
    claimedAgain: await claimedAgain(lab),
    problems: [...problems, ...(await checkLab(lab))],
  };
}

/** Or as many as were open, while the database cannot say. */
async function openRuns({ owner }: LabUnderWay): Promise<number> {
  const [row] = await owner
    .query<{ open: number }>('select count(*)::int as open from heatsoak.run where judged_at is null')
    .catch(() => []);
  return row?.open ?? MOST_OPEN;
}

/** Whether something that came late lies in no run folder yet. */
async function hasLate({ owner }: LabUnderWay): Promise<boolean> {
  const rows = await owner.query('select 1 from heatsoak.late limit 1').catch(() => [{}]);
  return rows.length > 0;
}

/** Faults that follow one another faster than launches would find nothing to break. */
const BEGINS_LIMIT_MS = 10_000;

async function somethingBegins({ phones }: LabUnderWay): Promise<void> {
  const written = async (): Promise<number> => {
    const names = await readdir(phones.folder).catch(() => []);
    const launches = await Promise.all(names.map((name) => launchesOf(phones, name)));
    return launches.flat().length;
  };
  const before = await written();
  const end = Date.now() + BEGINS_LIMIT_MS;
  while ((await written()) === before && Date.now() < end) await setTimeout(50);
}

async function claimedAgain({ owner }: LabUnderWay): Promise<number> {
  const [row] = await owner.query<{ again: number }>(
    'select count(*)::int as again from heatsoak.attempt where attempt > 1',
  );
  return row?.again ?? 0;
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

/** Where the sessions of a run stand, and their jobs. */
async function standOf({ owner }: LabUnderWay, run: string): Promise<string> {
  const sessions = await owner.query(
    `select s.slot, s.phone, s.host, s.attempt, s.state, j.name as queue, j.state as job, j.retry_count as retries,
       extract(epoch from now() - s.seen_at)::int as silent
     from heatsoak.session s left join pgboss.job j on j.id = s.job where s.run = $1`,
    [run],
  );
  return JSON.stringify(sessions);
}

/** The result must be that of one host that had all phones, those that took the places among them. */
async function wrongResult(lab: LabUnderWay, run: string): Promise<string[]> {
  const [judged] = await lab.owner.query(
    'select 1 from heatsoak.run where run = $1 and judged_at is not null',
    [run],
  );
  if (!judged) return [`${run} was never judged: ${await standOf(lab, run)}`];
  const places = await lab.owner.query<{ slot: string; took: TakingPhone }>(
    'select slot, took from heatsoak.session where run = $1 and took is not null',
    [run],
  );
  const devices = run.startsWith('pool') ? placesOf(2) : phonesOf(Number(run.split('-')[1]));
  const manifest = withPhones(
    labManifest(run, devices),
    new Map(places.map(({ slot, took }) => [slot, took])),
  );
  const alone = await resultOfOneHost(join(lab.root, 'alone'), manifest, {
    folder: join(lab.root, 'alone-phones', run),
    launchMs: 1,
  });
  return (await lab.result(run)) === alone ? [] : [`${run} has another result than one host would leave`];
}
