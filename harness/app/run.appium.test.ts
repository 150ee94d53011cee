import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Derived } from '../judge/derive.ts';
import { isPolled } from '../measure/polled-trials.ts';
import { type ObservedLab, openLab } from '../session/open-lab.ts';
import { derive } from './derive.ts';
import { launchFixture, manifestFixture } from './manifest.fixture.ts';
import { performOn, virtualBuild, virtualPhone } from './virtual-run.fixture.ts';

let root = '';
let lines: Record<string, unknown>[] = [];
let harness: Record<string, unknown>[] = [];
let lab: ObservedLab;
let derived: Derived;
/** In the middle of a trial of the first launch. */
const TOO_EARLY_SECONDS = 4.5;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-run-'));
  const build = await virtualBuild(root, 'app');
  const manifest = manifestFixture(build, [
    launchFixture('b0-p0', { estimatedSeconds: TOO_EARLY_SECONDS }),
    launchFixture('b0-p1', { position: 1 }),
  ]);
  const folder = await performOn(virtualPhone, manifest, root, async (path) => {
    lab = await openLab(manifest, [virtualPhone], new AbortController().signal, path);
    return lab;
  });
  derived = await derive(folder.path);
  lines = await jsonLines(join(folder.path, 'events/virtual-a16/b0-p1.jsonl'));
  harness = await jsonLines(join(folder.path, 'events/virtual-a16.jsonl'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function jsonLines(path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path, 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const typesOf = (events: readonly Record<string, unknown>[]): unknown[] =>
  events.map((event) => event['type']);

test('the log of a launch has no gaps and ends with its own count', () => {
  expect(lines.map((line) => line['seq'])).toEqual(lines.map((_, index) => index));
  expect(lines.at(-1)).toMatchObject({ type: 'agent.finished', events: lines.length });
});

test('real tokens of a warm-up and two repetitions are in it', () => {
  const tokens = lines.filter((line) => line['type'] === 'tokens');
  expect(tokens.map((line) => (line['ids'] as number[]).length)).toEqual([8, 16, 16]);
});

test('the harness wrote deploys, gates and outcomes of both launches', () => {
  expect(typesOf(harness)).toEqual(
    expect.arrayContaining(['harness.session', 'harness.deploy', 'cooldown', 'harness.launch']),
  );
  const outcomes = harness
    .filter((event) => event['type'] === 'harness.launch')
    .map((event) => event['outcome']);
  expect(outcomes).toEqual(['started', 'finished', 'started', 'finished']);
});

test('no command reaches the phone while a window is open', () => {
  const slot = lab.observe('virtual-a16');
  expect(slot.windows).toHaveLength(6);
  expect(slot.commands.length).toBeGreaterThan(20);
  // The first launch is asked too early on purpose.
  const undisturbed = slot.windows.slice(3);
  const inside = slot.commands.filter(({ atMs }) =>
    undisturbed.some((window) => atMs >= window.openedAtMs && atMs <= window.closedAtMs),
  );
  expect(inside).toEqual([]);
});

test('a question that comes too early costs the trial that it falls into, and not the launch', () => {
  const [first, second] = derived.measurement.launches.map(({ trials }) => trials.map(isPolled));
  expect(first?.filter((isOut) => isOut)).toEqual([true]);
  expect(first?.length).toBeGreaterThan(1);
  expect(second).not.toContain(true);
  const decode = derived.measurement.summaries.find(({ metric }) => metric === 'decode_rate');
  expect(decode?.count).toBe(2);
});
