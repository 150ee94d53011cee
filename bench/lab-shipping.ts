import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { journalOf } from '../harness/experiment/run-files.ts';
import { openDatabase } from '../harness/lab-server/database.ts';
import { type AttemptKey, type HostCalls, hostCalls } from '../harness/lab-server/host-calls.ts';
import { setUpTestLab, type TestLab } from '../harness/lab-server/lab.fixture.ts';
import { postgresLacks, startPostgres } from '../harness/lab-server/postgres.fixture.ts';
import { placeOf } from '../harness/lab-server/shipped-files.ts';
import { shipperOf } from '../harness/lab-server/shipper.ts';
import { labManifest } from '../harness/lab-server/simulated-lab.fixture.ts';
import { createRunFolder, type RunFolder } from '../harness/store/run-folder.ts';

/**
 * How many sessions a second a lab takes in, each with the logs of 18 launches and a journal: shipped whole, as after a cut, and
 * launch by launch, as they are measured. Ten hosts with a connection each and the database share this machine's processors.
 * `npm run bench:lab-shipping -- SESSIONS`
 */
const SESSIONS = Number(process.argv[2] ?? 300);
const TARGET = 50;
const HOSTS = 10;
const LAUNCHES = 18;
/** A soak's log of 57 kB; the demo's are 68 kB in the mean. */
const log = await readFile(new URL('../harness/app/golden/small/events/phone/l5.jsonl', import.meta.url));
/** A session's journal, about 28 kB of it. */
const lines = await readFile(new URL('../harness/app/golden/small/events/phone.jsonl', import.meta.url));
const journal = Buffer.concat(Array.from({ length: 7 }, () => lines));
const names = Array.from({ length: LAUNCHES }, (_, i) => `launch-${i}`);

const lacks = postgresLacks();
if (lacks !== null) throw new Error(lacks);
const server = await startPostgres({ shared_buffers: '256MB', max_wal_size: '4GB' });
server.start();
const lab = await setUpTestLab(server);
const root = await mkdtemp(join(tmpdir(), 'heatsoak-shipping-'));
try {
  const folder = await filledFolder();
  await shipAll('whole', (calls, key) => shipWhole(folder, calls, key));
  await shipAll('launch by launch', shipByLaunch);
} finally {
  await lab.close();
  server.stop();
  await rm(root, { recursive: true, force: true });
}

/** Of one session: all of them ship from it. */
async function filledFolder(): Promise<RunFolder> {
  const folder = await createRunFolder(root, labManifest('shipping', ['phone']));
  for (const name of names) await folder.writeBelow(placeOf('phone', name), log);
  await folder.writeBelow(journalOf('phone'), journal);
  return folder;
}

async function shipWhole(folder: RunFolder, calls: HostCalls, key: AttemptKey): Promise<void> {
  const shipper = shipperOf({ calls, key, folder, device: 'phone', before: names });
  if (!(await shipper.shipped(600))) throw new Error('it was not shipped');
  shipper.stop();
}

async function shipByLaunch(calls: HostCalls, key: AttemptKey): Promise<void> {
  const piece = Math.ceil(journal.length / LAUNCHES);
  for (const [i, name] of names.entries()) {
    const bytes = journal.subarray(i * piece, (i + 1) * piece);
    await calls.ship(key, { logs: new Map([[name, log]]), journal: { start: i * piece, bytes } });
  }
}

async function shipAll(
  how: string,
  ship: (calls: HostCalls, key: AttemptKey) => Promise<void>,
): Promise<void> {
  const run = `shipping-${how.replaceAll(' ', '-')}`;
  const hosts = await Promise.all(Array.from({ length: HOSTS }, (_, host) => hostOf(lab, run, host)));
  const start = performance.now();
  // A host that is back after a cut ships for all its phones at once.
  await Promise.all(hosts.flatMap(({ calls, keys }) => keys.map((key) => ship(calls, key))));
  const seconds = (performance.now() - start) / 1000;
  await Promise.all(hosts.map(({ close }) => close()));
  const [kept] = await lab.owner.query<{ logs: number; bytes: string; journals: number }>(
    `select (select count(*)::int from heatsoak.log where run = $1) as logs,
       (select pg_size_pretty(sum(octet_length(bytes))) from heatsoak.log where run = $1) as bytes,
       (select count(distinct slot)::int from heatsoak.journal where run = $1) as journals`,
    [run],
  );
  const all = HOSTS * Math.ceil(SESSIONS / HOSTS);
  if (kept?.logs !== all * LAUNCHES || kept.journals !== all) throw new Error(JSON.stringify(kept));
  const rate = all / seconds;
  if (rate < TARGET) process.exitCode = 1;
  const raw = ((all * LAUNCHES * log.length) / 1e6).toFixed(0);
  console.log(
    `${how}: ${all} sessions, ${kept.logs} logs (${raw} MB, ${kept.bytes} packed) in ${seconds.toFixed(1)} s: ${rate.toFixed(1)} sessions/s; target ${TARGET}: ${rate >= TARGET ? 'holds' : 'MISSED'}`,
  );
}

/** A host that has claimed its share of the sessions. */
async function hostOf({ owner, addHost, url }: TestLab, run: string, number: number) {
  const id = `${run}-${number}`.replaceAll('-', '_');
  await addHost(id);
  await owner.query(
    `insert into heatsoak.run (run, team, manifest, cooldown) values ($1, 'a', '{}', '{}') on conflict do nothing`,
    [run],
  );
  const keys = Array.from({ length: Math.ceil(SESSIONS / HOSTS) }, (_, i) => ({
    ...{ run, slot: `${number}-${i}`, attempt: 1 },
  }));
  const slots = keys.map(({ slot }) => slot);
  await owner.query(
    `insert into heatsoak.session (run, slot, phone, minutes, attempt, host, state)
     select $1, slot, $1 || slot, 60, 1, $2, 'active' from unnest($3::text[]) slot`,
    [run, id, slots],
  );
  await owner.query(
    `insert into heatsoak.attempt (run, slot, attempt, phone, host) select $1, slot, 1, $1 || slot, $2 from unnest($3::text[]) slot`,
    [run, id, slots],
  );
  const database = await openDatabase({ url: url(`heatsoak_host_${id}`) }, 1);
  return { keys, calls: hostCalls(database), close: () => database.close() };
}
