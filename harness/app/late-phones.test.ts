import { expect, test } from 'vitest';
import { watchLatePhones } from './late-phones.ts';

/** Watches while phones are seen like this, look after look; `!` has a tunnel, and `null` is a daemon that does not answer. */
async function told(...looks: readonly (string | null)[]): Promise<string[]> {
  const late: string[] = [];
  let look = -1;
  await watchLatePhones({
    async wait() {
      look += 1;
      if (look === looks.length) throw new Error('over');
    },
    async seen() {
      const phones = looks[look];
      if (phones === null || phones === undefined) throw new Error('no answer');
      return phones
        .split(' ')
        .filter((name) => name !== '')
        .map((name) => ({ udid: name.replace('!', ''), hasTunnel: name.endsWith('!') }));
    },
    onLate: (udid) => late.push(`${look} ${udid}`),
  });
  return late;
}

test('a phone that is plugged in later and gets no tunnel is told of once', async () => {
  expect(await told('A!', 'A! B', 'A! B', 'A! B', 'A! B', 'A! B')).toEqual(['3 B']);
});

test('a phone that gets its tunnel in time is not, and one that loses it later is', async () => {
  expect(await told('A', 'A', 'A!', 'A', 'A', 'A')).toEqual(['5 A']);
});

test('a look that gets no answer is no look', async () => {
  expect(await told('A', null, 'A', null, 'A')).toEqual(['4 A']);
});
