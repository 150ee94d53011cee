import { setTimeout } from 'node:timers/promises';
import type { LabUnderWay } from '../../harness/lab-server/lab-under-way.fixture.ts';
import { type Link, openLink } from '../../harness/lab-server/link.fixture.ts';
import type { TestPostgres } from '../../harness/lab-server/postgres.fixture.ts';
import type { KilledProcess } from '../../harness/lab-server/process.fixture.ts';
import type { Random } from '../../harness/statistics/random.ts';

/** A lab of which something breaks now and then. */
export interface BrokenLab {
  /** By what breaks; each mends what can be mended before it returns. */
  readonly breaks: Readonly<Record<string, (random: Random) => Promise<void>>>;
  close(): void;
}

/** Each worker says twice in so long that it is alive. */
const HEARTBEAT_SECONDS = 4;
/** Of a place whose host is silent: three heartbeats. */
const GIVE_UP_SECONDS = 12;
const HOUR_MS = 3_600_000;

interface Host {
  readonly id: string;
  readonly phones: readonly string[];
  readonly link: Link;
  /** How far its clock is ahead, ms. */
  skewMs: number;
  worker: KilledProcess | null;
}

/**
 * Two hosts that are always mended, and one that dies for good and is replaced by another, with another phone.
 * @param longestMs how long something stays broken at most
 */
export async function brokenLab(
  server: TestPostgres,
  lab: LabUnderWay,
  longestMs: number,
): Promise<BrokenLab> {
  const links: Link[] = [];
  const made = async (id: string, phones: readonly string[]): Promise<Host> => {
    const link = await openLink(Number(new URL(server.url()).port));
    links.push(link);
    const host: Host = { id, phones, link, skewMs: 0, worker: null };
    await start(lab, host);
    return host;
  };
  const lasting = [await made('h1', ['one', 'two']), await made('h2', ['three', 'four'])];
  let hosts = 3;
  const mortalHost = async (): Promise<Host> => {
    await lab.addHost(`h${hosts}`);
    return made(`h${hosts}`, [`mortal-${hosts++}`]);
  };
  let mortal = await mortalHost();
  const coordinate = () => lab.coordinatorProcess({ giveUpSeconds: GIVE_UP_SECONDS });
  let coordinator = await coordinate();
  const any = (random: Random): Host => pick(random, [...lasting, mortal]);
  const pause = (random: Random): Promise<void> => setTimeout(random.uniform() * longestMs);
  return {
    breaks: {
      async 'a worker is killed'(random) {
        const host = any(random);
        await host.worker?.kill();
        await pause(random);
        await start(lab, host);
      },
      async 'a host is cut off'(random) {
        const host = any(random);
        host.link.cut();
        await pause(random);
        host.link.mend();
      },
      async 'the database crashes'(random) {
        server.crash();
        await pause(random);
        server.start();
      },
      async 'a host dies for good'() {
        await mortal.worker?.kill();
        mortal = await mortalHost();
      },
      async 'the coordinator is killed'(random) {
        await coordinator.kill();
        await pause(random);
        coordinator = await coordinate();
      },
      async 'the clock of a host jumps by an hour'(random) {
        const host = any(random);
        await host.worker?.kill();
        host.skewMs = random.uniform() < 0.5 ? HOUR_MS : -HOUR_MS;
        await start(lab, host);
      },
      async 'the queue loses its jobs'() {
        await lab.owner.query(`delete from pgboss.job where state < 'active'`);
      },
    },
    close() {
      for (const link of links) link.close();
    },
  };
}

async function start(lab: LabUnderWay, host: Host): Promise<void> {
  const url = new URL(lab.url(`heatsoak_host_${host.id}`));
  url.port = String(host.link.port);
  const over = { url: url.href, skewMs: host.skewMs, heartbeatSeconds: HEARTBEAT_SECONDS };
  host.worker = await lab.workerProcess(host.id, host.phones, over);
}

/** One of a list that is not empty. */
function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random.uniform() * list.length)];
  if (found === undefined) throw new RangeError('there is nothing to pick from');
  return found;
}
