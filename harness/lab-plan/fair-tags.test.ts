import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fairTags } from './fair-tags.ts';

interface Waiting {
  readonly team: string;
  readonly at: number;
  readonly tag: number;
  readonly place: number;
}

/** Phones that serve whoever has the smallest tag, an hour each; team A comes first, B an hour later. */
function serve(phones: number, sizes: { readonly a: number; readonly b: number }, isFair: boolean) {
  const minutes = 60;
  const ofTeam = (team: string, count: number) =>
    Array.from({ length: count }, () => ({ team, minutes, weight: 1 }));
  const tagged = (team: string, count: number, at: number, now: number, place: number): Waiting[] =>
    fairTags({ now, lastEnd: new Map() }, ofTeam(team, count)).map((tag, i) => ({
      ...{ team, at, tag },
      place: place + i,
    }));
  let waiting = tagged('a', sizes.a, 0, 0, 0);
  const free = Array<number>(phones).fill(0);
  const waits: number[] = [];
  let hasCome = false;
  let makespan = 0;
  for (;;) {
    free.sort((x, y) => x - y);
    const now = free[0] ?? 0;
    if (!hasCome && now >= minutes) {
      hasCome = true;
      const present = Math.min(...waiting.map(({ tag }) => tag));
      waiting = [...waiting, ...tagged('b', sizes.b, now, present, sizes.a)];
    }
    const [next] = waiting.toSorted((x, y) => (isFair ? x.tag - y.tag : 0) || x.place - y.place);
    if (!next) return { waits, makespan };
    waiting = waiting.filter((each) => each !== next);
    if (next.team === 'b') waits.push(now - next.at);
    free[0] = now + minutes;
    makespan = Math.max(makespan, now + minutes);
  }
}

test("a team's 100 sessions behind another's 2000 wait at most 5 % of the makespan", () => {
  const { waits, makespan } = serve(200, { a: 2000, b: 100 }, true);
  expect(waits).toHaveLength(100);
  expect(Math.max(...waits) / makespan).toBeLessThanOrEqual(0.05);
  // Without tags they wait until the other team is done: the check can fail.
  const unfair = serve(200, { a: 2000, b: 100 }, false);
  expect(Math.max(...unfair.waits) / unfair.makespan).toBeGreaterThan(0.5);
});

test('sessions of a team keep their order, and no tag lies before the present', () => {
  const requests = fc.array(
    fc.record({
      team: fc.constantFrom('a', 'b', 'c'),
      minutes: fc.integer({ min: 1, max: 500 }),
      weight: fc.constantFrom(1, 2, 4),
    }),
  );
  fc.assert(
    fc.property(requests, fc.integer({ min: 0, max: 1e6 }), (all, now) => {
      const tags = fairTags({ now, lastEnd: new Map([['a', now + 7]]) }, all);
      for (const team of ['a', 'b', 'c']) {
        const own = tags.filter((_, i) => all[i]?.team === team);
        expect(own).toEqual(own.toSorted((x, y) => x - y));
        for (const tag of own) expect(tag).toBeGreaterThanOrEqual(team === 'a' ? now + 7 : now);
      }
    }),
  );
});

test('a team that hands in one by one gets the tags of one that hands in all at once', () => {
  const one = { team: 'a', minutes: 30, weight: 2 };
  const whole = fairTags({ now: 5, lastEnd: new Map() }, [one, one, one]);
  expect(whole).toEqual([5, 20, 35]);
  expect(fairTags({ now: 5, lastEnd: new Map([['a', 20]]) }, [one])).toEqual([20]);
});
