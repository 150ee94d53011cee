import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultKind } from '../../virtual-phone/rig/planned-fault.ts';
import { outcomeOf } from './phone-outcome.fixture.ts';
import { launchIds, riggedPlan, riggedRun } from './rigged-run.fixture.ts';
import {
  BESIDE,
  chosenOf,
  type FaultRow,
  isChosen,
  isWhole,
  performRows,
  phoneOfRow,
  runsOf,
} from './rows-together.fixture.ts';

const LIMIT_MS = 1_200_000;
const PHONES_A_RUN = 9;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-doubts-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const table: string[] = [];
afterAll(() => {
  if (isWhole) process.stdout.write(`\n${table.join('\n')}\n`);
});

interface DoubtfulRow extends FaultRow {
  /** What the report says of the launch. */
  readonly caveat: string;
  /** The launch whose log it is. */
  readonly launch: string;
}

/** What is wrong with the log that one launch of a phone left: that launch alone is lost by it. */
const rows: DoubtfulRow[] = (
  [
    ['log of another version', 'other-protocol-version'],
    ['log cut off', 'launch-partial'],
    ['log garbled', 'unreadable-lines'],
  ] as const satisfies readonly (readonly [FaultKind, string])[]
).flatMap(([kind, caveat]) =>
  [1, 2, 3].map((time) => ({
    name: `${kind}, collect ${time}`,
    script: [{ kind, moment: 'collect' as const, time, lastsMs: null }],
    ...{ caveat, launch: `l${time - 1}` },
  })),
);

const chosen = chosenOf(rows, []);
const runOf = runsOf(chosen, PHONES_A_RUN, (index, together) =>
  performRows(root, `doubts-${index}`, together),
);

test.each(chosen)(
  '$name: that launch alone is lost, the others and the other phones are reported, and it is never GO',
  async (row) => {
    const { outcomes, beside, derived, seconds } = await runOf(row);
    const id = phoneOfRow(row);
    const outcome = outcomes.get(id);
    if (!outcome) throw new Error(`no phone for ${row.name}`);
    const said = derived.measurement.caveats.filter(({ device }) => device === id);
    table.push(`${row.name}: ${seconds.toFixed(0)} s, exit ${outcome.exitCode}, ${outcome.verdict}`);
    expect(outcome.faults).toEqual([]);
    expect(outcome.launches).toHaveLength(launchIds.length);
    for (const other of launchIds.filter((each) => each !== row.launch))
      expect(outcome.launches).toContain(`${other} complete`);
    const blamed = new Set(said.flatMap(({ launch }) => launch ?? []));
    expect([...blamed]).toEqual([row.launch]);
    expect(said.map(({ code }) => code)).toContain(row.caveat);
    expect(outcome.verdict).not.toBe('GO');
    expect([3, 4]).toContain(outcome.exitCode);
    expect(beside.launches).toEqual(launchIds.map((each) => `${each} complete`));
    expect(derived.measurement.caveats.filter(({ device }) => device === BESIDE)).toEqual([]);
  },
  LIMIT_MS,
);

const planted = [
  { name: 'iOS was updated between two launches', mistakes: { osUpdateAtLaunch: 1 }, code: 'os-changed' },
  {
    name: 'clock jumped ahead',
    mistakes: { clockJump: { atTrial: 1, seconds: 30 } },
    code: 'clock-jump',
  },
  {
    name: 'clock jumped back',
    mistakes: { clockJump: { atTrial: 1, seconds: -2 } },
    code: 'clock-backwards',
  },
] as const;

for (const { name, mistakes, code } of planted)
  test.skipIf(!isChosen(name))(
    `${name}: it proves nothing, whatever was measured`,
    async () => {
      const run = name.replaceAll(' ', '-');
      const manifest = await riggedPlan(root, run, [BESIDE], { mistakes });
      const performed = await riggedRun(root, manifest, {});
      const { exitCode, verdict } = await outcomeOf(performed, BESIDE);
      const { headline } = performed.derived.verdict;
      table.push(`${name}: ${performed.seconds.toFixed(0)} s, exit ${exitCode}, ${headline}`);
      expect([verdict, exitCode]).toEqual(['INVALID', 4]);
      expect(performed.derived.measurement.caveats.map((each) => each.code)).toContain(code);
    },
    LIMIT_MS,
  );
