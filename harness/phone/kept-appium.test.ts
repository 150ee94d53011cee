import { expect, test } from 'vitest';
import type { AppiumServer } from './appium-server.ts';
import { keepAppium } from './kept-appium.ts';

/** Servers that end when they are told to. */
function servers() {
  const ended = new Set<number>();
  const closed: number[] = [];
  let started = 0;
  const start = async (): Promise<AppiumServer> => {
    const number = ++started;
    return {
      url: `http://${number}`,
      kill: () => undefined,
      hasEnded: () => ended.has(number),
      close: async () => void closed.push(number),
    };
  };
  return { start, closed, end: () => void ended.add(started) };
}

test('a server that runs is kept', async () => {
  const kept = await keepAppium(servers().start);
  expect([await kept.url(), await kept.url()]).toEqual(['http://1', 'http://1']);
});

test('a server that has ended is started again, once for all phones that ask', async () => {
  const { start, closed, end } = servers();
  const kept = await keepAppium(start);
  end();
  expect(await Promise.all([kept.url(), kept.url(), kept.url()])).toEqual(Array(3).fill('http://2'));
  await kept.close();
  expect(closed).toEqual([1, 2]);
});

test('one that ends again and again is not started for ever', async () => {
  const { start, end } = servers();
  const kept = await keepAppium(start);
  for (let time = 0; time < 10; time++) {
    end();
    await kept.url();
  }
  expect(await kept.url()).toBe('http://4');
});
