import { expect, test } from 'vitest';
import type { Event } from '../protocol/event.ts';
import { type AgentStatus, type PlanFile, planFile } from '../protocol/plan-file.ts';
import { readLog } from '../protocol/read-log.ts';
import { setUp } from '../virtual-phone/physics/bench.fixture.ts';
import type { AgentPorts } from './ports.ts';
import { runLaunch } from './run-launch.ts';

const planned = 'a'.repeat(64);
const plan = planFile.parse({
  ...{ v: 1, launch: 'L1', seed: 1, engine: {} },
  model: { path: 'm', sha256: planned, sizeBytes: 1 },
  steps: [
    {
      ...{ case: 'a', prompt: { kind: 'synthetic', tokens: 4 }, generateTokens: 3 },
      ...{ repetitions: 2, forSeconds: null, scored: true },
    },
  ],
}) satisfies PlanFile;

/** One launch on a simulated phone; its parts as a test changes them. */
async function launched(change: (ports: AgentPorts) => Partial<AgentPorts>) {
  const { clock, engine, sensors } = setUp();
  const ports: AgentPorts = {
    ...{ clock, engine, sensors },
    windows: { opened: () => undefined, closed: () => undefined },
  };
  let log = '';
  const states: AgentStatus['state'][] = [];
  const finished = await runLaunch(
    plan,
    'm',
    {
      append: async (lines) => {
        log += lines;
      },
      writeStatus: async ({ state }) => void states.push(state),
      close: async () => undefined,
    },
    { ...ports, ...change(ports) },
  );
  return { finished, events: readLog(log).events, states };
}

const typesOf = (events: readonly Event[]): string[] => events.map(({ type }) => type);

test('the model is hashed once, between its load and the first trial', async () => {
  const read: string[] = [];
  const { finished, events } = await launched(() => ({
    digest: async (path) => {
      read.push(path);
      return planned;
    },
  }));
  expect({ finished, read }).toEqual({ finished: true, read: ['m'] });
  const types = typesOf(events);
  expect(types.slice(types.indexOf('model.digest') - 1).slice(0, 3)).toEqual([
    'memory',
    'model.digest',
    'trial.started',
  ]);
});

test('another model is refused before the first trial', async () => {
  const { finished, events, states } = await launched(() => ({ digest: async () => 'b'.repeat(64) }));
  expect(finished).toBe(false);
  expect(typesOf(events)).not.toContain('trial.started');
  expect(events.find(({ type }) => type === 'model.digest')).toMatchObject({ sha256: 'b'.repeat(64) });
  expect(events.at(-1)).toMatchObject({ type: 'fault', code: 'MODEL_NOT_PLANNED' });
  expect(states.at(-1)).toBe('failed');
});

test('a trial in which the launch is asked to end is cut, is in the log, and is the last', async () => {
  let looks = 0;
  // The warm-up makes eight tokens, and the launch looks before and after each trial.
  const { finished, events, states } = await launched(() => ({ isCancelled: () => ++looks > 11 }));
  expect(finished).toBe(false);
  expect(events.findLast(({ type }) => type === 'trial.finished')).toMatchObject({
    ...{ trial: 1, finishReason: 'cancelled', generatedTokens: 1 },
  });
  expect(events.at(-1)).toMatchObject({ type: 'fault', code: 'LAUNCH_CANCELLED', trial: 2 });
  expect(states.at(-1)).toBe('failed');
});

test('what happened after the last trial is told before the end, and falls in no trial', async () => {
  let hasHappened = false;
  let works = 0;
  const { events } = await launched(({ sensors }) => ({
    probe: async () => {
      works += 1;
      hasHappened = works === 2;
    },
    sensors: {
      ...sensors,
      memoryWarnings: () => (hasHappened ? 1 : 0),
      environment: () => ({
        ...sensors.environment(),
        ...(hasHappened ? { thermalState: 'serious', lowPowerMode: true } : {}),
      }),
    },
  }));
  const end = events.slice(-5);
  expect(typesOf(end)).toEqual(['thermal', 'environment', 'fault', 'environment', 'agent.finished']);
  expect(end[0]).toMatchObject({ state: 'serious' });
  expect(end[1]).toMatchObject({ at: 'change', lowPowerMode: true });
  expect(end[2]).toMatchObject({ code: 'MEMORY_WARNING', trial: null });
});
