import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ErrorCode } from '../../errors/codes.ts';
import { type FaultKind, type Moment, moments } from '../../virtual-phone/rig/planned-fault.ts';
import { overlap } from './phone-outcome.fixture.ts';
import { launchIds } from './rigged-run.fixture.ts';
import {
  chosenOf,
  type FaultRow,
  isWhole,
  performRows,
  phoneOfRow,
  runsOf,
} from './rows-together.fixture.ts';

/** A run of many phones on two busy cores. */
const LIMIT_MS = 1_200_000;
/** No longer than what the rules of a session wait for, and what a busy host takes to measure on all phones of a run. */
const MOST_SECONDS = 900;
const PHONES_A_RUN = 10;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-faults-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Passing {
  readonly kind: FaultKind;
  readonly lastsMs: number;
  readonly at: readonly Moment[];
  /** What it may be told as; empty where nothing needs to be told. */
  readonly as: readonly ErrorCode[];
  /** Whether nobody knows from then on how warm the phone is. */
  readonly isBlind?: boolean;
}

const running: readonly Moment[] = ['launch', 'measuring', 'between launches'];
/** Where it is back by the time that it is asked, the command alone has failed. */
const agentLost: readonly ErrorCode[] = ['AGENT_LOST', 'COMMAND_FAILED', 'COMMAND_TIMED_OUT'];
const lostWay: readonly ErrorCode[] = ['TUNNEL_LOST', 'AFC_LOST', 'AFC_UNREACHABLE'];

/** What goes wrong and is over before it was waited for long; where it can happen, and what it is told as. */
const passing: readonly Passing[] = [
  { kind: 'tunnel gone', lastsMs: 1500, at: moments, as: [...lostWay, 'COMMAND_FAILED'] },
  { kind: 'tunnel silent', lastsMs: 1500, at: running, as: [...lostWay, 'COMMAND_TIMED_OUT'] },
  { kind: 'agent gone', lastsMs: 1500, at: running, as: agentLost },
  { kind: 'agent refuses once', lastsMs: 0, at: running, as: ['COMMAND_FAILED'] },
  // One answer that does not come costs the minute that the driver waits for it.
  {
    kind: 'agent silent',
    lastsMs: 1500,
    at: ['launch', 'measuring'],
    as: agentLost,
  },
  { kind: 'appium gone', lastsMs: 0, at: moments, as: ['APPIUM_LOST'] },
  { kind: 'session ended', lastsMs: 600_000, at: running, as: ['SESSION_LOST'] },
  { kind: 'phone locked', lastsMs: 0, at: ['install', 'between launches'], as: ['PHONE_LOCKED'] },
  { kind: 'alert in front', lastsMs: 0, at: ['install', 'between launches'], as: ['ALERT_IN_FRONT'] },
  { kind: 'files cut', lastsMs: 0, at: ['push', 'launch', 'measuring', 'collect'], as: lostWay },
  // An exchange of files is given half a minute.
  { kind: 'files silent', lastsMs: 40_000, at: ['push', 'measuring', 'collect'], as: lostWay },
  // Half a minute for each of the driver's two ways to install an app.
  { kind: 'install silent', lastsMs: 45_000, at: ['install'], as: ['COMMAND_TIMED_OUT'] },
  { kind: 'phone restarts', lastsMs: 3000, at: moments, as: [...lostWay, 'PHONE_RESTARTED'] },
  { kind: 'image lost', lastsMs: 6000, at: running, as: ['IMAGE_MISSING', 'PHONE_RESTARTED'] },
  { kind: 'app behind', lastsMs: 0, at: ['measuring'], as: [] },
  { kind: 'diagnostics gone', lastsMs: 600_000, at: ['install'], as: [], isBlind: true },
];

interface PassingRow extends FaultRow {
  readonly as: readonly ErrorCode[];
  /** Launches that wait as long as phones usually take to cool. */
  readonly blindLaunches: number;
}

/** Each at three places of its run. An app is installed before each launch, a model is pushed once. */
const rows: PassingRow[] = [1, 2, 3].flatMap((time) =>
  passing.flatMap(({ kind, lastsMs, at, as, isBlind = false }) =>
    at
      .filter((moment) => moment !== 'push' || time === 1)
      .map((moment) => ({
        name: `${kind}, ${moment} ${time}`,
        script: [{ kind, moment, time, lastsMs }],
        as,
        blindLaunches: isBlind ? launchIds.length + 1 - time : 0,
      })),
  ),
);

/** With those of the other files a tenth of the table, of kinds that are not waited for long; they share one run. */
const inEveryTest = [
  'tunnel gone, measuring 1',
  'agent gone, measuring 1',
  'agent refuses once, launch 1',
  'session ended, between launches 1',
  'phone locked, between launches 1',
  'alert in front, install 1',
  'files cut, collect 1',
  'phone restarts, launch 2',
  'image lost, between launches 1',
  'app behind, measuring 1',
];
const chosen = chosenOf(rows, inEveryTest);
const table: string[] = [];
afterAll(() => {
  if (isWhole) process.stdout.write(`\n${table.join('\n')}\n`);
});

const runOf = runsOf(chosen, PHONES_A_RUN, (index, together) =>
  performRows(root, `passing-${index}`, together),
);

test.each(chosen)(
  '$name: each launch is measured, and the phone ends as one that nothing happened to',
  async (row) => {
    const { outcomes, beside, begun, seconds } = await runOf(row);
    const outcome = outcomes.get(phoneOfRow(row));
    if (!outcome) throw new Error(`no phone for ${row.name}`);
    const { faults, launches, journal, verdict, exitCode, speed } = outcome;
    table.push(
      `${row.name}: ${seconds.toFixed(0)} s, exit ${exitCode}, ${faults.join(' ') || 'no fault seen'}`,
    );
    expect(begun.get(phoneOfRow(row))).toHaveLength(1);
    expect(launches).toEqual(launchIds.map((id) => `${id} complete`));
    expect(journal.at(-1)).toMatchObject({ type: 'harness.session', outcome: 'finished' });
    expect(faults.filter((code) => !row.as.includes(code))).toEqual([]);
    const blind = journal.filter((each) => each.type === 'cooldown' && each.outcome === 'signal-unavailable');
    expect(blind).toEqual(Array(row.blindLaunches).fill(expect.objectContaining({ waitedMs: 180_000 })));
    expect([verdict, exitCode]).toEqual([beside.verdict, beside.exitCode]);
    expect(overlap(speed, beside.speed)).toBe(true);
    expect(seconds).toBeLessThan(MOST_SECONDS);
    if (!row.as.includes('APPIUM_LOST')) expect(beside.faults).toEqual([]);
    expect(beside.launches).toEqual(launches);
  },
  LIMIT_MS,
);
