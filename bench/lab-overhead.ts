import { join } from 'node:path';
import { labUnderWay } from '../harness/lab-server/lab-under-way.fixture.ts';
import { postgresLacks, startPostgres } from '../harness/lab-server/postgres.fixture.ts';
import { labManifest, resultOfOneHost } from '../harness/lab-server/simulated-lab.fixture.ts';

/**
 * What a lab costs one host: the same run from being handed in until its result lies in its folder, by `heatsoak run`'s own
 * parts and through a lab with its usual intervals, both at the same time. The phones are simulated and take as long as they
 * are told; a run of a hundredth of this length would show the lab's intervals, not its share. `npm run bench:lab-overhead -- MINUTES`
 */
const MINUTES = Number(process.argv[2] ?? 6);
const GOAL = 0.02;
const BLOCKS = 5;
const LAUNCHES_A_BLOCK = 4;
const PHONES = ['one', 'two'];

const lacks = postgresLacks();
if (lacks !== null) throw new Error(lacks);
const server = await startPostgres();
server.start();
const launchMs = (MINUTES * 60_000) / (BLOCKS * LAUNCHES_A_BLOCK);
const lab = await labUnderWay(server, launchMs);
try {
  await lab.coordinator({ tickSeconds: undefined, heartbeatSeconds: undefined });
  await lab.worker('h1', PHONES, { askSeconds: undefined, heartbeatSeconds: undefined });
  const manifest = labManifest('overhead', PHONES, BLOCKS);
  const [alone, inLab] = await Promise.all([
    timed(() =>
      resultOfOneHost(join(lab.root, 'alone'), manifest, { launchMs, folder: join(lab.root, 'own-phones') }),
    ),
    timed(async () => {
      await lab.submit(manifest);
      await judged();
    }),
  ]);
  const share = inLab / alone - 1;
  if (share > GOAL) process.exitCode = 1;
  console.log(
    `a run of ${alone.toFixed(1)} s by one host alone took ${inLab.toFixed(1)} s in a lab: ${(100 * share).toFixed(2)} % more; goal ≤ ${100 * GOAL} %: ${share > GOAL ? 'MISSED' : 'holds'}`,
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
