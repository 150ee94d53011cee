import { setTimeout } from 'node:timers/promises';
import type { Manifest } from '../../harness/experiment/manifest.ts';
import { placeName } from '../../harness/lab-plan/places.ts';
import type { AnnouncedPhone } from '../../harness/lab-server/host-calls.ts';
import { type LabUnderWay, labUnderWay } from '../../harness/lab-server/lab-under-way.fixture.ts';
import { startPostgres, type TestPostgres } from '../../harness/lab-server/postgres.fixture.ts';
import type { KilledProcess } from '../../harness/lab-server/process.fixture.ts';
import { labManifest } from '../../harness/lab-server/simulated-lab.fixture.ts';
import { submitRun } from '../../harness/lab-server/submit-run.ts';
import { quantile } from '../../harness/statistics/quantile.ts';
import { createRandom, type Random, seedOf } from '../../harness/statistics/random.ts';
import { type SimulatedHost, simulatedHost } from './simulated-hosts.ts';

/** A big lab, and how much faster its time goes. */
export interface Scale {
  readonly hosts: number;
  readonly phones: number;
  readonly nightlies: number;
  readonly speed: number;
  readonly seed: number;
  readonly limitMinutes: number;
  readonly say: (line: string) => void;
}

/** What a nightly asks for: a third of it of certain phones, the rest of pools. */
const SESSIONS = 60;
const MODELS = Array.from({ length: 10 }, (_, i) => `iPhone${14 + (i >> 1)},${(i % 2) + 1}`);

/** Runs all nightlies through the real queue and database while hosts die, links are cut, and database and coordinator crash. */
export async function scaleLab(scale: Scale) {
  const server = await startPostgres({ max_connections: String(scale.hosts + 50) });
  server.start();
  const lab = await labUnderWay(server);
  try {
    return await measured(scale, server, lab);
  } finally {
    await lab.close();
    server.stop();
  }
}

async function measured(scale: Scale, server: TestPostgres, lab: LabUnderWay) {
  const random = createRandom(scale.seed);
  const phones = Array.from({ length: scale.phones }, (_, i) => phoneOf(i));
  const fetches: number[] = [];
  const hosts = await startHosts(scale, lab, phones, (ms) => fetches.push(ms));
  const coordinators: KilledProcess[] = [await coordinator(lab)];
  const began = performance.now();
  for (let night = 0; night < scale.nightlies; night++) await submitNight(lab, random, night, phones);
  scale.say(`${scale.nightlies} nightlies handed in after ${seconds(began)} s`);
  const faults = breakThings({ scale, server, lab, hosts, coordinators });
  const rates = await untilJudged(scale, lab, began);
  await faults;
  const took = seconds(began);
  await Promise.all(hosts.map((host) => host.stop()));
  return {
    ...(await historyOf(lab, scale.limitMinutes)),
    seconds: took,
    labHours: (took * scale.speed) / 3600,
    commitsPerSecond: { mean: mean(rates), most: Math.max(...rates) },
    fetchMs: { count: fetches.length, p50: quantile(fetches, 0.5), p99: quantile(fetches, 0.99) },
  };
}

/** A process of its own, as in a lab: it takes no turns with the hosts. What it judges was not measured. */
const coordinator = (lab: LabUnderWay): Promise<KilledProcess> =>
  lab.coordinatorProcess({ tickSeconds: 1, verdict: 'GO' });

const seconds = (since: number): number => (performance.now() - since) / 1000;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length;

function phoneOf(number: number): AnnouncedPhone {
  const id = `p${number}`;
  return { id, udid: `udid-${id}`, model: MODELS[number % MODELS.length] ?? '', device: { id, name: id } };
}

async function startHosts(
  scale: Scale,
  lab: LabUnderWay,
  phones: readonly AnnouncedPhone[],
  fetched: (ms: number) => void,
): Promise<SimulatedHost[]> {
  // A session takes 30 to 90 minutes of the lab's time.
  const secondsOf = (run: string, phone: string): number =>
    ((30 + 60 * createRandom(seedOf(scale.seed, `${run}/${phone}`)).uniform()) * 60) / scale.speed;
  const hosts: SimulatedHost[] = [];
  for (let number = 0; number < scale.hosts; number++) {
    const id = `sim${number}`;
    await lab.addHost(id);
    const own = phones.filter((_, i) => i % scale.hosts === number);
    hosts.push(await simulatedHost({ lab, secondsOf, fetched }, id, own));
  }
  return hosts;
}

/** Hands in what a team measures in a night. */
async function submitNight(
  lab: LabUnderWay,
  random: Random,
  night: number,
  phones: readonly AnnouncedPhone[],
): Promise<void> {
  const named = random.shuffle(phones.map(({ id }) => id)).slice(0, SESSIONS / 3);
  const places = Array.from({ length: (SESSIONS * 2) / 3 }, (_, i) => MODELS[i % MODELS.length] ?? '');
  const pools = new Map(places.map((model, i) => [placeName(model, i + 1), model]));
  const manifest: Manifest = labManifest(`night-${night}`, [...named, ...pools.keys()]);
  const database = await lab.as(`heatsoak_team_${night % 2 === 0 ? 'a' : 'b'}`);
  await submitRun(database, {
    ...{ manifest, pools, deadline: null, cooldown: { batteryCelsius: 32, limitSeconds: 1800 } },
  });
  await database.close();
}

interface World {
  readonly scale: Scale;
  readonly server: TestPostgres;
  readonly lab: LabUnderWay;
  readonly hosts: readonly SimulatedHost[];
  readonly coordinators: KilledProcess[];
}

/** A twentieth of the hosts dies and comes back an hour later; another is cut off; the database crashes; the coordinator is killed, and another one started. */
async function breakThings({ scale, server, lab, hosts, coordinators }: World): Promise<void> {
  const minutes = (count: number): Promise<void> => setTimeout((count * 60_000) / scale.speed);
  const share = Math.max(1, Math.floor(hosts.length / 20));
  const [dying, cut] = [hosts.slice(0, share), hosts.slice(share, 2 * share)];
  await minutes(40);
  for (const host of dying) host.silence();
  scale.say(`${share} hosts are dead`);
  await minutes(10);
  for (const host of cut) host.silence();
  scale.say(`${share} hosts are cut off`);
  await minutes(10);
  for (const host of cut) host.unsilence();
  server.crash();
  scale.say('the database has crashed');
  await minutes(3);
  server.start();
  await minutes(10);
  await coordinators.shift()?.kill();
  coordinators.push(await coordinator(lab));
  await minutes(30);
  for (const host of dying) host.restart();
  scale.say(`${share} hosts are back`);
}

/** Between two looks at the database's own count, ms. */
const LOOK_MS = 5000;

/** @returns transactions a second, look by look; a database that crashed in between has forgotten its count */
async function untilJudged(scale: Scale, lab: LabUnderWay, began: number): Promise<number[]> {
  const rates: number[] = [];
  let last: { at: number; commits: number } | null = null;
  while (seconds(began) < scale.limitMinutes * 60) {
    await setTimeout(LOOK_MS);
    const [row] = await lab.owner
      .query<{ commits: string; open: number; states: object }>(
        `select (select xact_commit from pg_stat_database where datname = current_database()) as commits,
           (select count(*)::int from heatsoak.run where judged_at is null) as open,
           (select json_object_agg(state, n) from
             (select state, count(*) as n from heatsoak.session group by state) s) as states`,
      )
      .catch(() => []);
    if (!row) continue;
    const now = { at: performance.now(), commits: Number(row.commits) };
    if (last && now.commits >= last.commits)
      rates.push((1000 * (now.commits - last.commits)) / (now.at - last.at));
    last = now;
    const rate = rates.at(-1)?.toFixed(0) ?? '–';
    scale.say(
      `${seconds(began).toFixed(0)} s: ${JSON.stringify(row.states)}, ${row.open} runs open, ${rate} transactions/s`,
    );
    if (row.open === 0) break;
  }
  return rates;
}

/** Counted from the claims and from what was shipped. A session that had not ended when the limit came is not lost: it had no time. */
async function historyOf({ owner }: LabUnderWay, limitMinutes: number) {
  const [row] = await owner.query<{
    sessions: number;
    unfinished: number;
    again: number;
    lost: number;
    withoutEvidence: number;
    atOnce: number;
    twice: number;
  }>(
    `select (select count(*)::int from heatsoak.session) as sessions,
       (select count(*)::int from heatsoak.session where state in ('waiting', 'active')) as unfinished,
       (select count(*)::int from heatsoak.attempt where attempt > 1) as again,
       (select count(*)::int from heatsoak.session where state in ('lost', 'cancelled')) as lost,
       (select count(*)::int from heatsoak.session s where state = 'done' and not exists
         (select 1 from heatsoak.journal j where (j.run, j.slot, j.attempt) = (s.run, s.slot, s.attempt)
            and position('"finished"' in convert_from(j.bytes, 'UTF8')) > 0)) as "withoutEvidence",
       (select count(*)::int from heatsoak.attempt a join heatsoak.attempt b on a.phone = b.phone
          and (a.run, a.slot, a.attempt) < (b.run, b.slot, b.attempt)
          and a.claimed_at < coalesce(b.ended_at, 'infinity') and b.claimed_at < coalesce(a.ended_at, 'infinity')) as "atOnce",
       (select count(*)::int from (select 1 from heatsoak.attempt where outcome = 'done'
          group by run, slot having count(*) > 1) t)
       + (select count(*)::int from (select 1 from heatsoak.session where phone is not null group by run, phone having count(*) > 1) t) as twice`,
  );
  if (!row) throw new Error('the database answers');
  const { sessions, again, ...counts } = row;
  const words = {
    unfinished: `not ended at the limit of ${limitMinutes} minutes`,
    lost: 'lost',
    withoutEvidence: 'done without the end of a journal',
    atOnce: 'at once with another on its phone',
    twice: 'twice',
  };
  const problems = Object.entries(counts).flatMap(([what, count]) =>
    count > 0 ? [`${count} ${words[what as keyof typeof counts]}`] : [],
  );
  return { sessions, claimedAgain: again, ...counts, problems };
}
