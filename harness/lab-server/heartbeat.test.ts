import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import type { AttemptKey } from './host-calls.ts';

const stays: AttemptKey = { run: 'r', slot: 'stays', attempt: 1 };
const goes: AttemptKey = { run: 'r', slot: 'goes', attempt: 1 };
let heartbeat: Heartbeat | null = null;
afterEach(() => heartbeat?.stop());

/** Beats each 5 ms; `answer` is what the database says. */
function beating(answer: (keys: readonly AttemptKey[]) => AttemptKey[]) {
  const asked: (readonly AttemptKey[])[] = [];
  const beat = async (keys: readonly AttemptKey[]): Promise<AttemptKey[]> => {
    asked.push(keys);
    return answer(keys);
  };
  const stop = new AbortController();
  heartbeat = startHeartbeat({ calls: { beat }, signal: stop.signal, heartbeatSeconds: 0.01 });
  return { heartbeat, asked, stop };
}

test('all sessions of a host are one question, and the one that is somebody else’s by now ends alone', async () => {
  const { heartbeat, asked } = beating(() => [{ ...stays }]);
  const [standing, lost] = [heartbeat.hold(stays), heartbeat.hold(goes)];
  await once(lost.signal, 'abort');
  expect(asked[0]).toEqual([stays, goes]);
  expect(standing.signal.aborted).toBe(false);
});

test('a beat that cannot be sent ends nothing; the next one that gets through does', async () => {
  let beats = 0;
  const { heartbeat } = beating(() => {
    beats += 1;
    if (beats < 3) throw new Error('the link is cut');
    return [];
  });
  const { signal } = heartbeat.hold(goes);
  await once(signal, 'abort');
  expect(beats).toBe(3);
});

test('a worker that is stopped lets its sessions go, and what was released is asked for no more', async () => {
  const { heartbeat, asked, stop } = beating((keys) => [...keys]);
  const [released, held] = [heartbeat.hold(goes), heartbeat.hold(stays)];
  released.release();
  stop.abort(new Error('stopped'));
  expect(held.signal.aborted).toBe(true);
  while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(asked[0]).toEqual([stays]);
});
