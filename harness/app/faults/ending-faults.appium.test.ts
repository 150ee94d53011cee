import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ErrorCode } from '../../errors/codes.ts';
import type { FaultKind, Moment, PlannedFault } from '../../virtual-phone/rig/planned-fault.ts';
import { report } from '../report.ts';
import { overlap } from './phone-outcome.fixture.ts';
import { launchIds, resumedRun } from './rigged-run.fixture.ts';
import {
  chosenOf,
  type FaultRow,
  isWhole,
  outcomesOf,
  performRows,
  phoneOfRow,
  type RowsRun,
  runsOf,
} from './rows-together.fixture.ts';

const LIMIT_MS = 1_200_000;
const PHONES_A_RUN = 8;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-ends-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const table: string[] = [];
afterAll(() => {
  if (isWhole) process.stdout.write(`\n${table.join('\n')}\n`);
});

interface EndingRow extends FaultRow {
  readonly code: ErrorCode;
  readonly exitCode: number;
  /** Launches that had been measured by then, and so stay. */
  readonly kept: number;
}

function ending(
  kind: FaultKind,
  [moment, time]: readonly [Moment, number],
  [code, exitCode, kept]: readonly [ErrorCode, number, number],
): EndingRow {
  const script: PlannedFault[] = [{ kind, moment, time, lastsMs: null }];
  return { name: `${kind}, ${moment} ${time}`, script, code, exitCode, kept };
}

/** Somebody else drives the phone: a session that was opened again is ended again. */
const stolen: EndingRow = {
  name: 'session ended twice',
  script: [1, 2].map((time) => ({
    kind: 'session ended' as const,
    ...{ moment: 'between launches' as const, time, lastsMs: 600_000 },
  })),
  ...{ code: 'SESSION_LOST' as const, exitCode: 7, kept: 0 },
};

/** What only a person can mend: the run ends with whose fault it is, and what was measured stays. */
const rows: readonly EndingRow[] = [
  ...[1, 2, 4].map((time) => ending('install refused', ['install', time], ['INSTALL_REFUSED', 5, time - 1])),
  ...[1, 2, 4].map((time) => ending('app not trusted', ['launch', time], ['APP_NOT_TRUSTED', 5, time - 1])),
  ...(['install', 'launch'] as const).map((moment) =>
    ending('profile ended', [moment, 2], ['PROFILE_EXPIRED', 5, 1]),
  ),
  ending('phone full', ['push', 1], ['AFC_NO_SPACE_LEFT', 7, 0]),
  ...(['install', 'launch', 'measuring', 'collect', 'between launches'] as const).map((moment) =>
    ending('tunnel gone', [moment, 2], ['TUNNEL_LOST', 7, 1]),
  ),
  ...(['launch', 'between launches'] as const).map((moment) =>
    ending('agent gone', [moment, 2], ['AGENT_LOST', 7, 1]),
  ),
  ...(['launch', 'between launches'] as const).map((moment) =>
    ending('image lost', [moment, 2], ['IMAGE_MISSING', 7, 1]),
  ),
  stolen,
  ending('battery hot', ['between launches', 2], ['PHONE_NEVER_COOL', 7, 1]),
  ending('battery empty', ['between launches', 2], ['BATTERY_LOW', 7, 1]),
];

const inEveryTest = [
  'install refused, install 2',
  'profile ended, launch 2',
  'phone full, push 1',
  'tunnel gone, measuring 2',
  'agent gone, launch 2',
  'battery empty, between launches 2',
];
const chosen = chosenOf(rows, inEveryTest);

/** A run whose phones were lost, and the same run after somebody mended them and went on with it. */
interface EndedAndResumed {
  readonly ended: RowsRun;
  /** Of the report of the run that had ended. */
  readonly html: string;
  readonly resumed: Pick<RowsRun, 'outcomes' | 'beside'>;
}

const endedAndResumed = runsOf(chosen, PHONES_A_RUN, async (index, together) =>
  goOnWith(await performRows(root, `ending-${index}`, together)),
);

async function goOnWith(ended: RowsRun): Promise<EndedAndResumed> {
  const { report: page } = await report(ended.derived, join(ended.folder, 'as-it-ended'));
  const html = await readFile(page, 'utf8');
  const ids = [...ended.outcomes.keys()];
  const derived = await resumedRun(root, ended.folder, ids);
  return { ended, html, resumed: await outcomesOf({ folder: ended.folder, derived }, ids) };
}

test.each(chosen)(
  '$name: ends the session with $code, keeps what was measured, says what to do, is never GO, and can be gone on with',
  async (row) => {
    const { ended, html, resumed } = await endedAndResumed(row);
    const outcome = ended.outcomes.get(phoneOfRow(row));
    const again = resumed.outcomes.get(phoneOfRow(row));
    if (!outcome || !again) throw new Error(`no phone for ${row.name}`);
    table.push(
      `${row.name}: ${ended.seconds.toFixed(0)} s, exit ${outcome.exitCode}, ${outcome.faults.join(' ')}; resumed: ${again.verdict}, exit ${again.exitCode}`,
    );
    const loss = outcome.journal.findLast(({ type }) => type === 'harness.session');
    expect(loss).toMatchObject({ outcome: 'lost', message: expect.stringContaining('; next: ') });
    expect([outcome.faults.at(-1), outcome.exitCode, outcome.verdict]).toEqual([
      ...[row.code, row.exitCode, 'INVALID'],
    ]);
    expect(outcome.losses).toEqual([expect.stringContaining('; next: ')]);
    expect(outcome.caveats).toEqual([expect.stringContaining('; next: ')]);
    const hint = /; next: (.{10})/.exec(outcome.caveats[0] ?? '')?.[1] ?? 'none';
    expect(html).toContain(hint.replaceAll('&', '&amp;'));
    expect(outcome.launches.filter((launch) => launch.endsWith(' complete')).length).toBeGreaterThanOrEqual(
      row.kept,
    );
    expect([ended.beside.faults, ended.beside.losses]).toEqual([[], []]);
    expect(again.launches).toEqual(launchIds.map((id) => `${id} complete`));
    expect([again.verdict, again.exitCode]).toEqual([resumed.beside.verdict, resumed.beside.exitCode]);
    expect(overlap(again.speed, resumed.beside.speed)).toBe(true);
  },
  LIMIT_MS,
);
