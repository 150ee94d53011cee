import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventLine } from '../../protocol/event-line.ts';
import { eventsPath, launchFolder } from '../../protocol/plan-file.ts';
import { readLog } from '../../protocol/read-log.ts';
import type { FaultKind } from './planned-fault.ts';
import { spoilLogs } from './spoil-logs.ts';

let container = '';
beforeEach(async () => {
  container = await mkdtemp(join(tmpdir(), 'heatsoak-spoilt-'));
  await mkdir(join(container, 'Documents', launchFolder('r.l0')), { recursive: true });
  // One whose agent has not written anything yet.
  await mkdir(join(container, 'Documents', launchFolder('r.l1')), { recursive: true });
});
afterEach(() => rm(container, { recursive: true, force: true }));

const log = [0, 1, 2]
  .map((seq) => eventLine(seq, seq * 1000, { type: 'agent.finished', events: seq }))
  .join('');

async function spoilt(kind: FaultKind): Promise<string> {
  const path = join(container, 'Documents', eventsPath('r.l0'));
  await writeFile(path, log);
  const app = { bundleId: 'a.b', version: '1', name: 'A', plantedEffects: {}, container };
  spoilLogs(kind, [app]);
  return readFile(path, 'utf8');
}

test('a log of another version is read as that', async () => {
  expect(readLog(await spoilt('log of another version')).otherVersions).toEqual([2]);
});

test('a log that was cut off ends within a line', async () => {
  expect(readLog(await spoilt('log cut off'))).toMatchObject({ truncated: true });
});

test('a garbled log has a line that is no event', async () => {
  expect(readLog(await spoilt('log garbled')).problems).toHaveLength(1);
});

test('other faults leave the logs alone', async () => {
  expect(await spoilt('tunnel gone')).toBe(log);
});
