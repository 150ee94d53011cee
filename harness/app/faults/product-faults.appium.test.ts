import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from './phone-outcome.fixture.ts';
import { journalOf, launchIds, riggedPlan, riggedRun } from './rigged-run.fixture.ts';
import { BESIDE } from './rows-together.fixture.ts';

/** All ways in which a build dies: `npm run test:faults`. One of them runs in every `npm test`. */
const isWhole = process.env['HEATSOAK_FAULTS'] === 'all';
const LIMIT_MS = 600_000;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-deaths-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const table: string[] = [];
afterAll(() => {
  if (isWhole) process.stdout.write(`\n${table.join('\n')}\n`);
});

const deaths = [
  {
    name: 'killed for memory',
    planted: { leakMiBPerTurn: 6000 },
    end: {
      outcome: 'crashed',
      death: { cause: 'memory', words: expect.stringContaining('per-process-limit at') },
    },
    reports: ['l1.ips', 'l2.ips'],
  },
  {
    name: 'crash',
    planted: { crashAtTrial: 2 },
    end: { outcome: 'crashed', death: { cause: 'crash', words: 'crashed: EXC_CRASH (SIGABRT)' } },
    reports: ['l1.ips', 'l2.ips'],
  },
  {
    name: 'hang',
    planted: { hangAtTrial: 2 },
    end: {
      outcome: 'timed-out',
      message: 'no end after 120 s',
    },
    reports: [],
  },
] as const;

test.each(isWhole ? deaths : deaths.slice(0, 1))(
  'a candidate that dies ($name) has died in each of its launches once, and the verdict is NO-GO with the cause',
  async ({ name, planted, end, reports }) => {
    const run = name.replaceAll(' ', '-');
    const manifest = await riggedPlan(root, run, [BESIDE], planted);
    const { folder, derived, seconds } = await riggedRun(root, manifest, {});
    const { exitCode } = await outcomeOf({ folder, derived }, BESIDE);
    table.push(`${name}: ${seconds.toFixed(0)} s, exit ${exitCode}, ${derived.verdict.headline}`);
    const journal = await journalOf(folder, BESIDE);
    const launched = journal.filter((event) => event.type === 'harness.launch');
    expect(launched.filter(({ outcome }) => outcome === 'started').map(({ launch }) => launch)).toEqual(
      launchIds,
    );
    const ends = launched.filter(({ outcome }) => outcome !== 'started');
    expect(ends.filter(({ launch }) => launch === 'l1' || launch === 'l2')).toMatchObject([end, end]);
    expect(derived.verdict.verdict).toBe('NO-GO');
    expect(exitCode).toBe(1);
    expect(derived.verdict.devices[0]?.reason).toMatch(/in 2 of 2 launches, first in short/);
    const kept = await readdir(join(folder, 'crash-reports', BESIDE)).catch(() => []);
    expect(kept.sort()).toEqual(reports);
    for (const report of kept)
      expect(await readFile(join(folder, 'crash-reports', BESIDE, report), 'utf8')).not.toContain(
        'virtual-owner',
      );
  },
  LIMIT_MS,
);
