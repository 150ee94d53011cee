import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codes } from '../errors/codes.ts';
import {
  type FaultKind,
  type Moment,
  moments,
  type PlannedFault,
} from '../virtual-phone/rig/planned-fault.ts';
import { resume } from './resume.ts';
import { journalOf, launchIds, phones, riggedPlan, riggedRun } from './rigged-run.fixture.ts';

/** All rows, each at three places of its run: `npm run test:faults`. A tenth of them runs in every `npm test`. */
const isWhole = process.env['HEATSOAK_FAULTS'] === 'all';
const LIMIT_MS = 400_000;
/** No longer than what the rules of the session wait for, and what a busy host takes to measure. */
const MOST_SECONDS = 240;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-faults-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** What goes wrong and is over before it was waited for long; and where it can happen. */
const passing: readonly { kind: FaultKind; lastsMs: number; at: readonly Moment[] }[] = [
  { kind: 'tunnel gone', lastsMs: 1500, at: moments },
  { kind: 'tunnel silent', lastsMs: 1500, at: ['launch', 'measuring', 'between launches'] },
  { kind: 'agent gone', lastsMs: 1500, at: ['launch', 'measuring', 'between launches'] },
  { kind: 'agent refuses once', lastsMs: 0, at: ['launch', 'measuring', 'between launches'] },
  // One answer that does not come costs the minute that the driver waits for it.
  { kind: 'agent silent', lastsMs: 1500, at: ['launch', 'measuring'] },
  { kind: 'appium gone', lastsMs: 0, at: moments },
  { kind: 'session ended', lastsMs: 600_000, at: ['launch', 'measuring', 'between launches'] },
  { kind: 'phone locked', lastsMs: 0, at: ['install', 'between launches'] },
  { kind: 'alert in front', lastsMs: 0, at: ['install', 'between launches'] },
  { kind: 'files cut', lastsMs: 0, at: ['push', 'launch', 'measuring', 'collect'] },
];

interface Row extends PlannedFault {
  readonly name: string;
}

const rows: Row[] = passing.flatMap(({ kind, lastsMs, at }) =>
  at.flatMap((moment) =>
    (isWhole ? timesOf(moment) : [1]).map((time) => ({
      kind,
      moment,
      time,
      lastsMs,
      name: `${kind}, ${moment} ${time}`,
    })),
  ),
);

/** An app is installed before each launch, a model is pushed once. */
function timesOf(moment: Moment): number[] {
  return moment === 'push' ? [1] : [1, 2, 3];
}

const inEveryTest: readonly string[] = [
  'tunnel gone, measuring 1',
  'session ended, between launches 1',
  'phone locked, install 1',
];
const chosen = isWhole ? rows : rows.filter(({ name }) => inEveryTest.includes(name));
const table: string[] = [];
afterAll(() => {
  if (isWhole) process.stdout.write(`\n${table.join('\n')}\n`);
});

test.each(chosen)(
  '$name: each launch is measured, and the run ends as one that nothing happened to',
  async ({ name, ...fault }) => {
    const alone = phones.slice(0, 1);
    const manifest = await riggedPlan(root, name.replace(/\W+/g, '-'), alone);
    const run = await riggedRun(root, manifest, [fault]);
    const journal = await journalOf(run.folder, 'virtual-a16');
    table.push(
      `${name}: ${run.seconds.toFixed(0)} s, exit ${run.exitCode}, ${[...new Set(faultsOf(journal))].join(' ') || 'no fault seen'}`,
    );
    expect(run.begun).toHaveLength(1);
    expect(statusesOf(run)).toEqual(launchIds.map((id) => `${id} complete`));
    expect(journal.at(-1)).toMatchObject({ type: 'harness.session', outcome: 'finished' });
    expect(run.derived.verdict.verdict).toBe((await undisturbed()).derived.verdict.verdict);
    expect(run.exitCode).toBe((await undisturbed()).exitCode);
    expect(run.seconds).toBeLessThan(MOST_SECONDS);
  },
  LIMIT_MS,
);

let whole: ReturnType<typeof riggedRun> | null = null;
function undisturbed(): ReturnType<typeof riggedRun> {
  whole ??= riggedPlan(root, 'undisturbed', phones.slice(0, 1)).then((manifest) =>
    riggedRun(root, manifest, []),
  );
  return whole;
}

test('a phone that stays away is lost with what it had measured, the other one is not touched, and the run can be gone on with', {
  timeout: LIMIT_MS,
}, async () => {
  const manifest = await riggedPlan(root, 'gone');
  const run = await riggedRun(root, manifest, [
    { kind: 'tunnel gone', moment: 'measuring', time: 2, lastsMs: null },
  ]);
  const journal = await journalOf(run.folder, 'virtual-a16');
  expect(statusesOf(run).slice(0, 1)).toEqual(['l0 complete']);
  // What is tried for the launch that was under way comes after it.
  expect(journal.findLast(({ type }) => type === 'harness.session')).toMatchObject({ outcome: 'lost' });
  expect((await journalOf(run.folder, 'beside')).at(-1)).toMatchObject({ outcome: 'finished' });
  expect(run.derived.verdict.verdict).toBe('INVALID');
  expect(run.exitCode).toBe(7);
  expect(faultsOf(journal)).toContain('TUNNEL_LOST');
  expect(run.steps.filter(({ lost }) => lost).map(({ device }) => device)).toEqual(['virtual-a16']);

  const devices = join(root, 'devices.json');
  await writeFile(devices, JSON.stringify({ devices: phones }));
  const ports = { folders: { leases: join(root, 'leases'), cache: join(root, 'cache') } };
  expect(await resume(run.folder, { devices }, ports)).toMatchObject({ unfinished: [] });
});

const statusesOf = ({ derived }: Awaited<ReturnType<typeof riggedRun>>): string[] =>
  derived.measurement.launches
    .filter(({ device }) => device === 'virtual-a16')
    .map(({ planned, status }) => `${planned.id} ${status}`);

const faultsOf = (journal: Awaited<ReturnType<typeof journalOf>>): string[] =>
  journal.flatMap((event) => (event.type === 'fault' && event.code in codes ? [event.code] : []));
