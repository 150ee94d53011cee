import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoBuilds, makeDemoBuilds } from '../app/demo-builds.ts';
import { derive } from '../app/derive.ts';
import { coordinator } from '../app/lab/coordinator.ts';
import { submit } from '../app/lab/submit.ts';
import { worker } from '../app/lab/worker.ts';
import { plan } from '../app/plan.ts';
import { run } from '../app/run.ts';
import { testAgent } from '../experiment/test-agent.fixture.ts';
import { postgresLacks, startPostgres, type TestPostgres } from '../lab-server/postgres.fixture.ts';
import { writeResult } from '../publish/result-json.ts';
import { documents } from './documents.ts';
import { heatsoakIn } from './heatsoak.fixture.ts';

/** Two runs through real Appium servers, on a machine that may be busy. */
const LIMIT_MS = 480_000;
const lacks = postgresLacks();
let server: TestPostgres;
let folder = '';
let builds: DemoBuilds;
beforeAll(async () => {
  if (lacks) return;
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-lab-cli-'));
  builds = await makeDemoBuilds(folder, join(folder, 'cache'));
  const cases = [{ id: 'short', prompt: { kind: 'synthetic', tokens: 16 }, generateTokens: 8 }];
  await writeFile(
    join(folder, 'short.json'),
    JSON.stringify({ id: 'short', title: 'Short', kind: 'burst', cases }),
  );
  const phone = {
    kind: 'virtual',
    id: 'phone',
    name: 'Virtual iPhone',
    profile: 'A16',
    os: '26.1',
    ...testAgent,
  };
  await writeFile(join(folder, 'devices.json'), JSON.stringify({ devices: [phone] }));
  server = await startPostgres();
}, LIMIT_MS);
afterAll(async () => {
  server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** A command of the lab as its owner types it; the document that it prints is one that its schema knows. */
async function lab(...args: string[]): Promise<unknown> {
  const named = args[1] === 'certify' ? [] : ['--database', server.url()];
  const { stdout, stderr, exitCode } = await heatsoakIn(folder, {}, LIMIT_MS)(...args, ...named, '--json');
  expect(exitCode, stderr).toBe(0);
  return documents[args.slice(0, 2).join(' ')]?.parse(JSON.parse(stdout));
}

test.skipIf(lacks !== null)(
  'a host, a team and a coordinator that were invited leave the result of heatsoak run, byte for byte',
  async () => {
    await lab('lab', 'certify', '127.0.0.1', 'localhost');
    server.askForCertificates(join(folder, 'authority/server'));
    server.start();
    await lab('lab', 'init');
    const invited = async (kind: string, id: string) => {
      const { role, certificates } = (await lab('lab', 'invite', kind, id)) as {
        role: string;
        certificates: string;
      };
      return { database: server.url(role), certificates: join(folder, certificates) };
    };
    const stop = new AbortController();
    const ports = {
      signal: stop.signal,
      folders: { cache: join(folder, 'cache'), leases: join(folder, 'leases') },
    };
    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    const store = join(folder, 'artefacts');
    const devices = join(folder, 'devices.json');
    const host = await invited('host', 'rack-1');
    const serving = worker({ ...host, devices, store, home: join(folder, 'home') }, say, ports);
    await until(async () => ((await lab('lab', 'phones')) as unknown[]).length === 1, said);

    const asked = { ...builds, suite: [join(folder, 'short.json')], blocks: 1 };
    const now = () => new Date('2026-01-02T03:04:05.000Z');
    const team = await invited('team', 'speech');
    const { run: id } = await submit(
      { ...asked, ...team, artefacts: store },
      { now, folders: ports.folders },
    );
    expect(await lab('lab', 'queue')).toMatchObject([{ wants: 'phone' }]);
    const desk = await invited('coordinator', 'desk');
    const judging = coordinator({ ...desk, runs: join(folder, 'runs') }, say, ports);

    const planned = await plan({ ...asked, devices, reference: false }, { now, folders: ports.folders });
    const alone = await run(planned, { out: join(folder, 'alone') }, ports);
    await writeResult(await derive(alone.folder), alone.folder);
    await until(async () => {
      const [status] = (await lab('lab', 'status')) as { verdict: string | null }[];
      return status?.verdict != null;
    }, said);
    stop.abort(new Error('the test is over'));
    await Promise.all([serving, judging]);
    const [expected, found] = await Promise.all(
      [alone.folder, join(folder, 'runs', id)].map((path) => readFile(join(path, 'result.json'), 'utf8')),
    );
    expect(found?.replaceAll(id, alone.id)).toBe(expected);
    expect(await readFile(join(folder, 'runs', id, 'report.html'), 'utf8')).toContain(id);

    await lab('lab', 'quarantine', 'phone', '--why', 'a test');
    expect(await lab('lab', 'phones')).toMatchObject([{ quarantined: 'a test', host: 'rack-1' }]);
    await lab('lab', 'release', 'phone');
    const later = await submit({ ...asked, ...team, artefacts: store }, { folders: ports.folders });
    await lab('lab', 'cancel', later.run);
  },
  LIMIT_MS,
);

async function until(holds: () => Promise<boolean>, said: readonly string[]): Promise<void> {
  const end = Date.now() + LIMIT_MS / 2;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it does not come:\n${said.join('\n')}`);
    await setTimeout(1000);
  }
}
