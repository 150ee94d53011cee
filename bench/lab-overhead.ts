import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type LabUnderWay, labUnderWay } from '../harness/lab-server/lab-under-way.fixture.ts';
import { postgresLacks, startPostgres } from '../harness/lab-server/postgres.fixture.ts';
import { labManifest, resultOfOneHost } from '../harness/lab-server/simulated-lab.fixture.ts';
import { medianInterval } from '../harness/statistics/median-interval.ts';
import { must } from '../harness/statistics/must.ts';
import { createRandom } from '../harness/statistics/random.ts';

/**
 * What a lab costs one host: the same run from being handed in until its result lies in its folder, by `heatsoak run`'s own parts
 * and through a lab with its usual intervals, by turns, so that a busy moment falls on both; worker, coordinator and database
 * are started once. What a lab adds is waiting for a look of the coordinator, for the worker's question and for the judge, and
 * a shipment a launch: none of it hangs on how long a launch takes. The runs here have as many launches as a run of a quarter of
 * an hour, and hurry through them; what is added to them is held against that quarter of an hour. Exits 1 above the goal.
 * `npm run bench:lab-overhead -- PAIRS`
 */
const PAIRS = Number(process.argv[2] ?? 8);
const GOAL = 0.02;
const RUN_SECONDS = 900;
/** Of the quick suite, the estimate of a launch on a phone is 40 s and more with its cool-down. */
const LAUNCHES = 24;
const LAUNCHES_A_BLOCK = 4;
const LAUNCH_MS = 200;
const PHONES = ['one', 'two'];
/** Between two questions of a worker, s: runs are handed in at any moment of it. */
const ASK_SECONDS = 5;

/** What a run took: seconds by the clock, and of this process's processor time. */
interface Taken {
  readonly wall: number;
  readonly processor: number;
}

const lacks = postgresLacks();
if (lacks !== null) throw new Error(lacks);
const server = await startPostgres();
server.start();
const lab = await labUnderWay(server, LAUNCH_MS);
try {
  const random = createRandom(1);
  await lab.coordinator({ tickSeconds: undefined, heartbeatSeconds: undefined });
  await lab.worker('h1', PHONES, { askSeconds: undefined, heartbeatSeconds: undefined });
  const [alone, inLab]: [Taken[], Taken[]] = [[], []];
  for (let pair = 0; pair < PAIRS; pair++) {
    await setTimeout(random.uniform() * ASK_SECONDS * 1000);
    const turns = [
      async () => alone.push(await taken(() => measuredAlone(lab, pair))),
      async () => inLab.push(await taken(() => measuredInLab(lab, pair))),
    ];
    for (const turn of pair % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  const wall = added(alone, inLab, 'wall');
  const processor = added(alone, inLab, 'processor');
  const isMet = wall.high / RUN_SECONDS <= GOAL;
  process.exitCode = isMet ? 0 : 1;
  console.log(
    [
      `${PAIRS} pairs of a run of ${PHONES.length} phones with ${LAUNCHES} launches each, alone and in a lab`,
      `alone ${range(alone)}, in a lab ${range(inLab)}`,
      `a lab adds ${inWords(wall)}; of processor time, without the database's, ${inWords(processor)}`,
      `${isMet ? '✓' : '✕'} of a run of a quarter of an hour: ratio ${ratio(wall.median)} (${ratio(wall.low)} to ${ratio(wall.high)}), goal ≤ ${1 + GOAL}`,
    ].join('\n'),
  );
} finally {
  await lab.close();
  server.stop();
}
process.exit();

async function measuredAlone({ root, phones }: LabUnderWay, pair: number): Promise<void> {
  const manifest = labManifest(`alone-${pair}`, PHONES, LAUNCHES / LAUNCHES_A_BLOCK);
  await resultOfOneHost(join(root, 'alone'), manifest, { ...phones, folder: join(root, 'own-phones') });
}

async function measuredInLab(on: LabUnderWay, pair: number): Promise<void> {
  const manifest = labManifest(`lab-${pair}`, PHONES, LAUNCHES / LAUNCHES_A_BLOCK);
  await on.submit(manifest);
  await on.result(manifest.run);
}

async function taken(work: () => Promise<void>): Promise<Taken> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - start) / 1000, processor: (user + system) / 1e6 };
}

/** What the lab added, pair by pair: the median of the differences, and its 95 % interval. */
function added(alone: readonly Taken[], inLab: readonly Taken[], what: keyof Taken) {
  const differences = inLab.map((each, i) => each[what] - must(alone[i], 'a run alone')[what]);
  return must(medianInterval(differences), 'a pair');
}

type Interval = ReturnType<typeof added>;

function inWords({ median, low, high }: Interval): string {
  return `${median.toFixed(2)} s (95 % interval ${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function ratio(seconds: number): string {
  return (1 + seconds / RUN_SECONDS).toFixed(4);
}

function range(runs: readonly Taken[]): string {
  const walls = runs.map(({ wall }) => wall);
  return `${Math.min(...walls).toFixed(1)} to ${Math.max(...walls).toFixed(1)} s`;
}
