import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { coldPhone } from '../physics/heat.ts';
import { inTurn } from './in-turn.ts';
import type { AppMessage, LaunchOrder } from './launch-messages.ts';

const hung: AppMessage = { type: 'hung', bytes: 0, elapsedUs: 0, heat: coldPhone };

/** Apps that end when they are told to. */
function apps(most: number) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const words = new Map<string, (message: AppMessage) => void>();
  const start = inTurn(most, ({ launch }, hear) => {
    begun.push(launch);
    words.set(launch, hear);
    let kill: () => void = () => undefined;
    const gone = new Promise<{ code: number; lastWords: string }>((resolve) => {
      kill = () => resolve({ code: 0, lastWords: launch });
    });
    ends.set(launch, kill);
    return { gone, kill };
  });
  const open = (launch: string) => start({ launch } as LaunchOrder, () => undefined);
  return {
    begun,
    open,
    end: (launch: string) => ends.get(launch)?.(),
    say: (launch: string) => words.get(launch)?.(hung),
  };
}

test('an app starts when one of those before it has ended', async () => {
  const { begun, open, end } = apps(2);
  for (const launch of ['a', 'b', 'c']) open(launch);
  await setImmediate();
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await setImmediate();
  expect(begun).toEqual(['a', 'b', 'c']);
});

test('an app that hangs keeps nobody waiting', async () => {
  const { begun, open, say } = apps(1);
  for (const launch of ['a', 'b']) open(launch);
  await setImmediate();
  say('a');
  await setImmediate();
  expect(begun).toEqual(['a', 'b']);
});

test('an app that is closed before its turn is gone at once and never starts', async () => {
  const { begun, open, end } = apps(1);
  open('a');
  const waiting = open('b');
  waiting.kill();
  expect(await waiting.gone).toEqual({ code: null, lastWords: '' });
  end('a');
  await setImmediate();
  expect(begun).toEqual(['a']);
});

test('what an app leaves is told by the one that waited for its turn', async () => {
  const { open, end } = apps(1);
  const app = open('a');
  await setImmediate();
  end('a');
  expect(await app.gone).toEqual({ code: 0, lastWords: 'a' });
});
