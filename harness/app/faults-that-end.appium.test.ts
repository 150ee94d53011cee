import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeNamed, type ErrorCode } from '../errors/codes.ts';
import type { PlannedFault } from '../virtual-phone/rig/planned-fault.ts';
import { journalOf, phones, riggedPlan, riggedRun } from './rigged-run.fixture.ts';

/** All rows: `npm run test:faults`. One of them runs in every `npm test`. */
const isWhole = process.env['HEATSOAK_FAULTS'] === 'all';
const LIMIT_MS = 240_000;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-ends-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const table: string[] = [];
afterAll(() => {
  if (isWhole) process.stdout.write(`\n${table.join('\n')}\n`);
});

interface Row {
  readonly fault: Pick<PlannedFault, 'kind' | 'moment' | 'time'>;
  readonly code: ErrorCode;
  readonly exitCode: number;
}

/** What only a person can mend: it is not tried again, and the run ends with whose fault it is. */
const rows: readonly Row[] = [
  { fault: { kind: 'install refused', moment: 'install', time: 1 }, code: 'INSTALL_REFUSED', exitCode: 5 },
  { fault: { kind: 'install refused', moment: 'install', time: 2 }, code: 'INSTALL_REFUSED', exitCode: 5 },
  { fault: { kind: 'install refused', moment: 'install', time: 4 }, code: 'INSTALL_REFUSED', exitCode: 5 },
  { fault: { kind: 'phone full', moment: 'push', time: 1 }, code: 'AFC_NO_SPACE_LEFT', exitCode: 7 },
];

test.each(isWhole ? rows : rows.slice(1, 2))(
  '$fault.kind, $fault.moment $fault.time: ends the session once, keeps what was measured, and is never GO',
  async ({ fault, code, exitCode }) => {
    const run = `${fault.kind}-${fault.moment}-${fault.time}`.replaceAll(' ', '-');
    const manifest = await riggedPlan(root, run, phones.slice(0, 1));
    const ended = await riggedRun(root, manifest, [{ ...fault, lastsMs: null }]);
    const journal = await journalOf(ended.folder, 'virtual-a16');
    const faults = journal.flatMap((event) => (event.type === 'fault' ? [event.code] : []));
    table.push(`${run}: ${ended.seconds.toFixed(0)} s, exit ${ended.exitCode}, ${faults.join(' ')}`);
    expect(faults).toEqual([code]);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.derived.verdict.verdict).toBe('INVALID');
    expect(journal.filter((event) => event.type === 'harness.session').map(({ outcome }) => outcome)).toEqual(
      ['started', 'lost'],
    );
    const said = ended.steps.filter(({ lost }) => lost).map(({ message }) => message);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`next: ${codeNamed(code).remedy.slice(0, 5)}`);
    const complete = ended.derived.measurement.launches.filter(({ status }) => status === 'complete');
    expect(complete).toHaveLength(fault.time - 1);
  },
  LIMIT_MS,
);

test.runIf(isWhole)(
  'a phone that updates its iOS between two launches proves nothing, whatever was measured',
  async () => {
    const planted = { mistakes: { osUpdateAtLaunch: 1 } };
    const manifest = await riggedPlan(root, 'os-changed', phones.slice(0, 1), planted);
    const { derived, exitCode, seconds } = await riggedRun(root, manifest, []);
    table.push(`OS changed: ${seconds.toFixed(0)} s, exit ${exitCode}, ${derived.verdict.headline}`);
    expect(derived.verdict.verdict).toBe('INVALID');
    expect(exitCode).toBe(4);
    expect(derived.measurement.caveats.map(({ code }) => code)).toContain('os-changed');
  },
  LIMIT_MS,
);
