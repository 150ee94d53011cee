import { join } from 'node:path';
import { labUnderWay } from '../harness/lab-server/lab-under-way.fixture.ts';
import { postgresLacks, startPostgres } from '../harness/lab-server/postgres.fixture.ts';
import { labManifest, resultOfOneHost } from '../harness/lab-server/simulated-lab.fixture.ts';

/**
 * What a lab costs one host: the same run from being handed in until its result lies in its folder, by `heatsoak run`'s own
 * parts and through a lab with its usual intervals, both at the same time. The phones are simulated and take as long as they are told. What a lab adds is the same for a run of any length (a question for work, a look of the coordinator), so its share is
 * that of a run of a quarter of an hour; the demo takes more than an hour. `npm run bench:lab-overhead -- MINUTES`
 */
const MINUTES = Number(process.argv[2] ?? 15);
const GOAL = 0.02;
/** The simulated sessions hurry their clocks: a launch of a second would be given up. */
const LAUNCH_MS = 400;
const LAUNCHES_A_BLOCK = 4;
const PHONES = ['one', 'two'];

const lacks = postgresLacks();
if (lacks !== null) throw new Error(lacks);
const server = await startPostgres();
server.start();
const blocks = Math.round((MINUTES * 60_000) / LAUNCH_MS / LAUNCHES_A_BLOCK);
const lab = await labUnderWay(server, LAUNCH_MS);
try {
  await lab.coordinator({ tickSeconds: undefined, heartbeatSeconds: undefined });
  await lab.worker('h1', PHONES, { askSeconds: undefined, heartbeatSeconds: undefined });
  const manifest = labManifest('overhead', PHONES, blocks);
  const [alone, inLab] = await Promise.all([
    timed(() =>
      resultOfOneHost(join(lab.root, 'alone'), manifest, {
        ...{ launchMs: LAUNCH_MS, folder: join(lab.root, 'own-phones') },
      }),
    ),
    timed(async () => {
      await lab.submit(manifest);
      await judged();
    }),
  ]);
  const share = inLab / alone - 1;
  if (share > GOAL) process.exitCode = 1;
  console.log(
    `a run of ${alone.toFixed(1)} s by one host alone took ${inLab.toFixed(1)} s in a lab: ${(inLab - alone).toFixed(1)} s or ${(100 * share).toFixed(2)} % more; goal ≤ ${100 * GOAL} %: ${share > GOAL ? 'MISSED' : 'holds'}`,
  );
} finally {
  await lab.close();
  server.stop();
}
process.exit();

/** Until the run was judged, however long that takes. */
async function judged(): Promise<void> {
  for (;;) {
    const rows = await lab.owner.query('select 1 from heatsoak.run where judged_at is not null');
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @returns seconds */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
