import { expect, test } from 'vitest';
import type { JournalBody } from '../experiment/journal-event.ts';
import { must } from '../statistics/must.ts';
import { launchEnd } from './launch-end.ts';
import { measure } from './measure.ts';
import { type AgentLaunch, agentRun, keepLines } from './planted/agent-run.fixture.ts';

type Outcome = JournalBody<'harness.launch'>['outcome'];

type Cause = NonNullable<JournalBody<'harness.launch'>['death']>['cause'];

/** The end of the second of two launches, by its log, what the journal says of it, and what the phone wrote about its death. */
async function endOf(launch: AgentLaunch, outcome?: Outcome, message: string | null = null, cause?: Cause) {
  const report = { name: 'App-1.ips', sha256: '0'.repeat(64), sizeBytes: 1 };
  const death = cause ? { death: { cause, words: 'as the phone wrote', report } } : {};
  const harness = outcome
    ? [{ type: 'harness.launch', launch: 'l1', outcome, message, ...death } as const]
    : [];
  const { manifest, logs } = await agentRun({ launches: [{}, launch], harness });
  const { launches } = measure(manifest, logs);
  return launchEnd(must(launches[1], 'a launch'), logs.harness.get('phone'), launches);
}

const cut = (log: string): string => keepLines(log, ({ type }) => type !== 'agent.finished');

test.each<[string, AgentLaunch, Outcome | undefined, string]>([
  ['a whole log of which the journal says nothing', {}, undefined, 'finished'],
  ['a whole log of a launch that was interrupted after its end', {}, 'interrupted', 'finished'],
  ['a log that ends in a trial', { effects: { crashAtTrial: 2 } }, undefined, 'crashed'],
  ['the same, as the harness saw it', { effects: { crashAtTrial: 2 } }, 'crashed', 'crashed'],
  ['an app that never ends', { edit: cut }, 'timed-out', 'timed-out'],
  ['a failure that the agent reports', { edit: cut }, 'failed', 'failed'],
  ['a log without an end of an agent that had finished', { edit: cut }, 'finished', 'cut'],
  ['no log at all', { edit: () => '' }, 'finished', 'missing'],
  ['no log of an app that was gone', { edit: () => '' }, 'crashed', 'crashed'],
  ['a launch that the harness ended', { edit: cut }, 'interrupted', 'lost'],
])('%s', async (_, launch, outcome, kind) => {
  expect((await endOf(launch, outcome)).kind).toBe(kind);
});

test('the place is the trial after the last whole one, and its case', async () => {
  expect((await endOf({ effects: { crashAtTrial: 2 } })).place).toBe('short › pp16-tg16, trial 2');
  expect((await endOf({ effects: { crashAtTrial: 0 } })).place).toBe('short › warm-up, trial 0');
  expect((await endOf({})).place).toBeNull();
});

test('a warning of the system before the end names memory as the cause', async () => {
  const warning = '{"v":1,"seq":99,"t":1,"type":"fault","code":"MEMORY_WARNING","message":"low","trial":1}\n';
  expect(await endOf({ edit: (log) => `${cut(log)}${warning}` })).toMatchObject({
    kind: 'killed-for-memory',
    words: 'the system had warned: low',
  });
});

test('what the phone itself wrote about a death decides what it was, whatever its memory looked like', async () => {
  const dies = { effects: { crashAtTrial: 2 } };
  const warning = '{"v":1,"seq":99,"t":1,"type":"fault","code":"MEMORY_WARNING","message":"low","trial":1}\n';
  expect((await endOf(dies, 'crashed', 'gone', 'memory')).kind).toBe('killed-for-memory');
  const warned = { edit: (log: string) => `${cut(log)}${warning}` };
  expect((await endOf(warned, 'crashed', 'gone', 'crash')).kind).toBe('crashed');
  expect((await endOf(warned, 'crashed', 'gone')).kind).toBe('killed-for-memory');
});

test('an app’s last words are one line, cut where they are a whole trace', async () => {
  const { words } = await endOf({ edit: cut }, 'crashed', `gone:\n  at ${'f'.repeat(500)}`);
  expect(words).toMatch(/^gone: at f+…$/);
  expect(words).toHaveLength(201);
});
