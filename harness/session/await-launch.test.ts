import { expect, test } from 'vitest';
import { awaitEnd } from './await-launch.ts';

const status = (state: string, heartbeatUs = 1): string =>
  JSON.stringify({ v: 1, state, launch: 'l', trial: 3, trials: null, heartbeatUs });

/** Waits are counted, in the phone's own seconds. */
function waiting() {
  const waits: number[] = [];
  const slot = { wait: async (seconds: number) => void waits.push(seconds) };
  return { waits, slot, signal: new AbortController().signal };
}
const running = { bundleId: 'app', launch: 'l', expectedSeconds: 100, elapsedSeconds: 0 };

test('an agent that ends between the two reads of a poll has finished, and did not crash', async () => {
  let hasEnded = false;
  /** It ends as soon as the first of the two reads has been answered. */
  const endsAfter = <T>(answer: T): T => {
    hasEnded = true;
    return answer;
  };
  const phone = {
    state: async () => endsAfter(hasEnded ? ('not-running' as const) : ('foreground' as const)),
    readStatus: async () => endsAfter(status(hasEnded ? 'finished' : 'running')),
  };
  expect(await awaitEnd({ ...waiting(), phone }, running)).toEqual({ outcome: 'finished', message: null });
});

test('nothing is asked before the expected time has passed; then every 15 s, up to four times that time', async () => {
  const around = waiting();
  let beats = 0;
  const phone = {
    state: async () => 'foreground' as const,
    readStatus: async () => status('running', beats++),
  };
  expect(await awaitEnd({ ...around, phone }, running)).toEqual({
    outcome: 'timed-out',
    message: 'no end after 400 s',
  });
  expect(around.waits).toEqual([100, ...Array.from({ length: 20 }, () => 15)]);
});

test('a launch that began before is waited for as long as is left of its time', async () => {
  const around = waiting();
  const phone = { state: async () => 'foreground' as const, readStatus: async () => status('finished') };
  await awaitEnd({ ...around, phone }, { ...running, elapsedSeconds: 70 });
  await awaitEnd({ ...around, phone }, { ...running, elapsedSeconds: 700 });
  expect(around.waits).toEqual([30, 0]);
});

test('an agent that says nothing new for as long as its launch was to take hangs, and is not waited for any longer', async () => {
  const around = waiting();
  const phone = { state: async () => 'foreground' as const, readStatus: async () => status('running') };
  const long = { ...running, expectedSeconds: 300 };
  expect(await awaitEnd({ ...around, phone }, long)).toEqual({
    outcome: 'timed-out',
    message: 'no sign of life for 300 s in trial 3: the app hangs',
  });
  expect(around.waits).toEqual([300, ...Array.from({ length: 20 }, () => 15)]);
});

test('a state that nobody knows is no death: the agent’s own word is waited for', async () => {
  let polls = 0;
  const phone = {
    state: async () => 'unknown' as const,
    readStatus: async () => (++polls < 3 ? null : status('finished')),
  };
  expect(await awaitEnd({ ...waiting(), phone }, running)).toEqual({ outcome: 'finished', message: null });
});

test('an app that is behind another at two polls in a row is given up; one that was behind for a moment is not', async () => {
  const states = ['background', 'foreground', 'background', 'background'] as const;
  let polls = 0;
  const phone = {
    state: async () => states[polls++] ?? 'foreground',
    readStatus: async () => status('running', polls),
  };
  expect(await awaitEnd({ ...waiting(), phone }, running)).toMatchObject({ outcome: 'behind' });
  expect(polls).toBe(4);
});
