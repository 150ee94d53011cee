import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { checkLab } from '../../harness/lab-server/lab-history.fixture.ts';
import { type LabUnderWay, labUnderWay, MODEL } from '../../harness/lab-server/lab-under-way.fixture.ts';
import { startPostgres } from '../../harness/lab-server/postgres.fixture.ts';
import { startProcess } from '../../harness/lab-server/process.fixture.ts';
import { labManifest, launchesOf, resultOfOneHost } from '../../harness/lab-server/simulated-lab.fixture.ts';
import type { WorkerProcess } from '../../harness/lab-server/worker-process.fixture.ts';
import { NAMESPACES, type Namespace, openNamespace } from './namespaces.ts';

/** What came of a cable that was pulled; it holds when `problems` is empty. */
export interface CutOutcome {
  readonly cutSeconds: number;
  /** Launches that the host's phone began while its host reached nobody. */
  readonly launchesInTheDark: number;
  /** From the mended cable to the first log that arrived, s. */
  readonly backAfterSeconds: number;
  /** Claims of the host's session: one where it went on with the one it had. */
  readonly attempts: number;
  readonly problems: readonly string[];
}

/** The run's launches take this long together, ms: the cut falls into the middle of them. */
const BLOCKS_MS = 24_000;
/** Six of the workers' heartbeats. */
const CUT_SECONDS = 60;
const HEARTBEAT_SECONDS = 10;
const PHONES = { h1: 'one', h2: 'two' } as const;
type HostId = keyof typeof PHONES;

/**
 * Two hosts in network namespaces measure a run; the cable of one is pulled for a minute in the middle of it.
 * @param launchMs how long a launch of its phones takes
 */
export async function cutLink(launchMs: number, say: (line: string) => void): Promise<CutOutcome> {
  const server = await startPostgres({ listen_addresses: '*' });
  appendFileSync(join(server.data, 'pg_hba.conf'), `host all all ${NAMESPACES} trust\n`);
  server.start();
  const lab = await labUnderWay(server, launchMs);
  const namespaces = { h1: openNamespace(1), h2: openNamespace(2) };
  const workers = await Promise.all((['h1', 'h2'] as const).map((id) => workerIn(lab, namespaces[id], id)));
  try {
    return await measuredThroughCut(lab, namespaces.h1, say);
  } finally {
    for (const worker of workers) await worker.kill();
    for (const namespace of Object.values(namespaces)) namespace.remove();
    await lab.close();
    server.stop();
  }
}

function workerIn(lab: LabUnderWay, { server, enter }: Namespace, id: HostId) {
  const url = new URL(lab.url(`heatsoak_host_${id}`));
  url.hostname = server;
  const asked: WorkerProcess = {
    ...{ url: url.href, phones: [PHONES[id]], model: MODEL, simulated: lab.phones },
    ...{ home: join(lab.root, id), heartbeatSeconds: HEARTBEAT_SECONDS, skewMs: 0 },
  };
  const program = new URL('../../harness/lab-server/worker-process.fixture.ts', import.meta.url);
  return startProcess(program, asked, (printed) => lab.said.push(printed), enter);
}

async function measuredThroughCut(
  lab: LabUnderWay,
  namespace: Namespace,
  say: (line: string) => void,
): Promise<CutOutcome> {
  const manifest = labManifest('cut', Object.values(PHONES), Math.ceil(BLOCKS_MS / lab.phones.launchMs));
  const expected = await resultOfOneHost(join(lab.root, 'single'), manifest, {
    ...{ launchMs: 1, folder: join(lab.root, 'single-phones') },
  });
  await lab.coordinatorProcess();
  await lab.submit(manifest);
  const begun = async (): Promise<number> => (await launchesOf(lab.phones, PHONES.h1)).length;
  const arrived = async (): Promise<number> =>
    (await lab.owner.query('select 1 from heatsoak.log where slot = $1', [PHONES.h1])).length;
  await lab.until(async () => (await begun()) >= 2 && (await arrived()) >= 1);
  const before = { begun: await begun(), arrived: await arrived() };
  namespace.cut();
  say(`the cable is pulled after ${before.begun} launches`);
  await setTimeout(CUT_SECONDS * 1000);
  const [launches, inTheDark] = [await begun(), await arrived()];
  namespace.mend();
  const mended = performance.now();
  say(
    `${CUT_SECONDS} s later it is back: ${launches - before.begun} launches were begun, ${inTheDark - before.arrived} logs arrived`,
  );
  await lab.until(async () => (await arrived()) > inTheDark);
  const backAfterSeconds = (performance.now() - mended) / 1000;
  say(`logs arrive ${backAfterSeconds.toFixed(1)} s after it`);
  await ended(lab);
  const result = await lab.result('cut');
  const [row] = await lab.owner.query<{ attempts: number }>(
    `select count(*)::int as attempts from heatsoak.attempt where slot = $1`,
    [PHONES.h1],
  );
  return {
    ...{ cutSeconds: CUT_SECONDS, backAfterSeconds, attempts: row?.attempts ?? 0 },
    launchesInTheDark: launches - before.begun,
    problems: [
      ...(inTheDark > before.arrived + 1 ? ['logs arrived through a cable that was pulled'] : []),
      ...(launches > before.begun ? [] : ['the phone measured nothing while its host was cut off']),
      ...(result === expected ? [] : ['the result is not that of one host']),
      ...(await checkLab(lab)),
    ],
  };
}

/** The rest of the launches, however long they take. */
async function ended({ owner }: LabUnderWay): Promise<void> {
  const open = `select 1 from heatsoak.session where state in ('waiting', 'active')`;
  while ((await owner.query(open)).length > 0) await setTimeout(500);
}
