import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type DemoBuilds, makeDemoBuilds } from '../app/demo-builds.ts';
import { awaitVerdict } from '../app/lab/await-verdict.ts';
import { hostCalls } from '../lab-server/host-calls.ts';
import { setUpTestLab } from '../lab-server/lab.fixture.ts';
import { labOfFile } from '../lab-server/lab-of-file.fixture.ts';
import { documents } from './documents.ts';
import { heatsoakIn } from './heatsoak.fixture.ts';

/** What people type at a desk, in a lab in which nothing is measured. */
const { lacks, withLab, lab } = labOfFile(setUpTestLab);
let folder = '';
let builds: DemoBuilds;
beforeAll(async () => {
  if (lacks) return;
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-desk-'));
  builds = await makeDemoBuilds(folder, join(folder, 'cache'));
  const cases = [{ id: 'short', prompt: { kind: 'synthetic', tokens: 16 }, generateTokens: 8 }];
  await writeFile(
    join(folder, 'short.json'),
    JSON.stringify({ id: 'short', title: 'Short', kind: 'burst', cases }),
  );
  const device = { kind: 'virtual', id: 'one', name: 'Virtual iPhone', profile: 'A16', os: '26.1' };
  const phone = { id: 'one', udid: 'udid-one', model: 'iPhone15,4', device };
  await hostCalls(await lab().as('heatsoak_host_h1')).ask([phone]);
});
afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** A command as team a types it. */
const typed = (...args: string[]) =>
  heatsoakIn(folder, {
    HEATSOAK_DATABASE: lab().url('heatsoak_team_a'),
    HEATSOAK_CACHE: join(folder, 'cache'),
  })(...args);

/** What the command that `words` name prints, which its schema knows. */
async function document(words: string, ...args: string[]): Promise<unknown> {
  const { stdout, stderr, exitCode } = await typed(...words.split(' '), ...args, '--json');
  expect(exitCode, stderr).toBe(0);
  return documents[words]?.parse(JSON.parse(stdout));
}

const asked = () => [
  ...['--suite', './short.json', '--candidate', builds.candidate, '--baseline', builds.baseline],
  ...['--blocks', '1', '--artefacts', 'artefacts'],
];

withLab('a team has the lab begin a run by the clock, sees when, and has it begun no more', async () => {
  const at = ['nightly', '--cron', '0 1 * * *', '--time-zone', 'Europe/Zurich'];
  expect(await document('lab schedule add', ...at, ...asked())).toMatchObject({ id: 'a/nightly' });
  expect(await document('lab schedule list')).toMatchObject([
    {
      id: 'a/nightly',
      cron: '0 1 * * *',
      deadlineHours: 23,
      lastRun: null,
      next: [expect.any(String), expect.any(String)],
    },
  ]);
  await document('lab schedule remove', 'nightly');
  const gone = await typed('lab', 'schedule', 'remove', 'nightly');
  expect([gone.exitCode, gone.stderr]).toEqual([2, expect.stringContaining('LAB_SCHEDULE_UNKNOWN')]);
});

withLab('submit --wait tells how far it is, and ends as the verdict', async () => {
  const waiting = typed('submit', ...asked(), '--wait', '1', '--json');
  let run = '';
  while (run === '') {
    const [row] = await lab().owner.query<{ run: string }>('select run from heatsoak.run');
    run = row?.run ?? '';
  }
  await lab().owner.query(`update heatsoak.run set verdict = 'NO-GO', state = 'judged', judged_at = now()`);
  const { stdout, stderr, exitCode } = await waiting;
  expect(documents['submit']?.parse(JSON.parse(stdout))).toMatchObject({
    run,
    verdict: 'NO-GO',
    exitCode: 1,
  });
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`${run}: NO-GO`)]);
});

withLab('whoever waits for what is not judged is told when the limit comes, and by Ctrl-C', async () => {
  await lab().owner.query(
    `insert into heatsoak.run (run, team, manifest, cooldown) values ('open', 'a', '{}', '{}')`,
  );
  const said: string[] = [];
  const wait = {
    database: lab().url('heatsoak_team_a'),
    limitHours: 0.2 / 3600,
    lookSeconds: 0.05,
    run: 'open',
  };
  await expect(awaitVerdict(wait, (line) => said.push(line))).rejects.toMatchObject({
    code: 'LAB_NOT_JUDGED',
  });
  expect(said).toEqual(['open: 0 done, 0 measuring, 0 waiting, 0 lost']);
  const stopped = { signal: AbortSignal.abort(new Error('interrupted')) };
  await expect(awaitVerdict(wait, () => undefined, stopped)).rejects.toMatchObject({
    code: 'LAB_WAIT_INTERRUPTED',
  });
  await expect(awaitVerdict({ ...wait, run: 'none' }, () => undefined)).rejects.toMatchObject({
    code: 'RUN_UNKNOWN',
  });
});

withLab('the owner lets go of old logs, a team may not', async () => {
  const asked = ['lab', 'prune', '--keep-days', '90', '--json'];
  const { stdout } = await typed(...asked, '--database', lab().url('owner'));
  expect(documents['lab prune']?.parse(JSON.parse(stdout))).toEqual({ runs: [], logs: 0, bytes: 0 });
  const refused = await typed(...asked);
  expect([refused.exitCode, refused.stderr]).toEqual([
    expect.any(Number),
    expect.stringContaining('LAB_REFUSED'),
  ]);
});

withLab('a status that is watched in a pipe is shown once', async () => {
  const { stdout, exitCode } = await typed('lab', 'status', '--watch');
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^open\ta\topen\t/m)]);
});
