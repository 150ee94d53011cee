import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { makeDemoBuilds } from '../harness/app/demo-builds.ts';
import { plan } from '../harness/app/plan.ts';
import { run } from '../harness/app/run.ts';
import { cacheFolder } from '../harness/files/package-home.ts';
import { scratchFolder } from '../harness/files/scratch-folder.ts';
import { readRun } from '../harness/store/run-folder.ts';

/**
 * `npm run bench:fleet [phones…]`: so many virtual phones on this host at once, through the real Appium server (default: 8 16 32 50).
 * A run each, one block a phone: no session is lost, every journal is whole; what the harness and Appium take a phone, and that it grows
 * no faster than the lab. Wall time is told and not judged: most of it is the phones' own engine. Exits 1 where a goal is missed.
 */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [8, 16, 32, 50];

const MIB = 2 ** 20;
/** Of the harness and its virtual phones together, which share a process: more than the harness alone takes. */
const MOST_MIB_A_PHONE = 25;
/** An event loop that stands still longer answers look-ups too late. */
const MOST_DELAY_MS = 50;
/** What the harness computes for a phone, by what it does in the smallest lab: more would grow faster than the lab. */
const MOST_GROWTH = 1.25;
const SAMPLE_MS = 5000;

/** The least that is a launch: what is asked of the harness is the same as in a long one. */
const suite = {
  id: 'fleet',
  title: 'One short answer',
  kind: 'burst',
  cases: [{ id: 'short', prompt: { kind: 'synthetic', tokens: 8, seed: 1 }, generateTokens: 8 }],
};

interface Taken {
  readonly seconds: number;
  readonly harnessMiB: number;
  readonly appiumMiB: number;
  readonly delayMs: number;
  /** Of the processor, by this process. */
  readonly harnessSeconds: number;
}

const phoneAt = (_: unknown, place: number) => ({
  kind: 'virtual',
  id: `phone-${place + 1}`,
  name: `Virtual iPhone ${place + 1}`,
  profile: 'A16',
  os: '26.1',
});

let misses = 0;
let smallest: number | null = null;
for (const phones of sizes) {
  const scratch = await scratchFolder('fleet');
  try {
    await measure(phones, scratch.path);
  } finally {
    await scratch.remove();
  }
}
process.exitCode = misses === 0 ? 0 : 1;

async function measure(phones: number, folder: string): Promise<void> {
  const files = { suite: join(folder, 'fleet.json'), devices: join(folder, 'devices.json') };
  await writeFile(files.suite, JSON.stringify(suite));
  await writeFile(files.devices, JSON.stringify({ devices: Array.from({ length: phones }, phoneAt) }));
  const builds = await makeDemoBuilds(join(folder, 'builds'), cacheFolder(), {});
  const planned = await plan({ ...builds, ...files, suite: [files.suite], blocks: 1, reference: false });
  const folders = { leases: join(folder, 'leases') };
  let performed = '';
  const taken = await watched(async () => {
    performed = (await run(planned, { out: join(folder, 'runs') }, { folders })).folder;
  });
  await tell(phones, performed, taken);
}

/** Does the work, and watches what this process and the Appium server below it take meanwhile. */
async function watched(work: () => Promise<void>): Promise<Taken> {
  const before = process.memoryUsage.rss();
  const harness: number[] = [];
  const appium: number[] = [];
  const sampler = setInterval(() => {
    harness.push(process.memoryUsage.rss());
    appium.push(appiumBytes());
  }, SAMPLE_MS);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const start = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  clearInterval(sampler);
  return {
    seconds: (performance.now() - start) / 1000,
    harnessMiB: (Math.max(before, ...harness) - before) / MIB,
    appiumMiB: Math.max(0, ...appium) / MIB,
    delayMs: delay.percentile(99) / 1e6,
    harnessSeconds: (user + system) / 1e6,
  };
}

/** Resident memory of the Appium server that this process started. */
function appiumBytes(): number {
  const rows = execFileSync('ps', ['-A', '-o', 'ppid=,rss=,args='], { encoding: 'utf8' }).split('\n');
  const own = rows.find((row) => row.trimStart().startsWith(`${process.pid} `) && /appium/.test(row));
  return Number(own?.trim().split(/\s+/)[1] ?? 0) * 1024;
}

async function tell(phones: number, folder: string, taken: Taken): Promise<void> {
  const { manifest, harness, launches } = await readRun(folder);
  const log = await readFile(join(folder, 'appium.log'), 'utf8');
  const commands = log.match(/\[HTTP\] --> /g)?.length ?? 0;
  const journals = [...harness.values()];
  const losses = [...harness].flatMap(([device, { events }]) =>
    events.flatMap((event) =>
      event.type === 'harness.session' && event.outcome === 'lost' ? [`${device}: ${event.message}`] : [],
    ),
  );
  const torn = journals.filter(
    ({ truncated, gaps, problems }) => truncated || gaps.length + problems.length > 0,
  );
  const asked = manifest.sessions.reduce((sum, session) => sum + session.launches.length, 0);
  const aPhone = taken.harnessMiB / phones;
  const secondsAPhone = taken.harnessSeconds / phones;
  smallest ??= secondsAPhone;
  const goals: [boolean, string][] = [
    [losses.length === 0, `${losses.length} sessions lost (goal 0)`],
    [torn.length === 0, `${journals.length - torn.length} of ${journals.length} journals whole`],
    [launches.size === asked, `${launches.size} of ${asked} launches have a log`],
    [
      aPhone <= MOST_MIB_A_PHONE,
      `harness and virtual phones ${aPhone.toFixed(1)} MiB a phone (goal ≤ ${MOST_MIB_A_PHONE})`,
    ],
    [
      taken.delayMs <= MOST_DELAY_MS,
      `event loop p99 ${taken.delayMs.toFixed(0)} ms (goal ≤ ${MOST_DELAY_MS})`,
    ],
    [
      secondsAPhone <= MOST_GROWTH * smallest,
      `harness computes ${secondsAPhone.toFixed(2)} s a phone (goal ≤ ${(MOST_GROWTH * smallest).toFixed(2)}: linear)`,
    ],
  ];
  misses += goals.filter(([met]) => !met).length;
  const rate = (commands / taken.seconds).toFixed(1);
  process.stdout.write(
    `${phones} phones: ${taken.seconds.toFixed(0)} s, ${commands} commands, ${rate} a second, Appium ${taken.appiumMiB.toFixed(0)} MiB\n`,
  );
  for (const loss of losses) process.stdout.write(`  lost: ${loss}\n`);
  for (const [met, text] of goals) process.stdout.write(`  ${met ? '✓' : '✕'} ${text}\n`);
}
