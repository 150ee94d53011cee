import { expect, test } from 'vitest';
import { blockPlaces } from './block-places.ts';
import type { PlannedLaunch } from './manifest.ts';

type Placed = Pick<PlannedLaunch, 'id' | 'suite' | 'block' | 'position' | 'role'>;

const roles = { A: 'baseline', B: 'candidate', P: 'pinned' } as const;

/** A block for each word, after a launch that conditions the phone. */
function placed(suite: string, ...words: string[]): Placed[] {
  const launches = words.flatMap((word, block) =>
    [...word].map((letter, position): Placed => {
      const role = roles[letter as keyof typeof roles];
      return { id: `${suite}-b${block}-p${position}`, suite, block, position, role };
    }),
  );
  return [{ id: `${suite}-warm`, suite, block: 0, position: -1, role: 'conditioning' }, ...launches];
}

const of = (field: 'before' | 'over', launches: readonly Placed[]) => {
  const places = blockPlaces(launches);
  return launches.map(({ id }) => places.get(id)?.[field]);
};

test('launches of a block come after a half, a quarter or none of it', () => {
  expect(of('before', placed('quick', 'ABBA', 'BAAB'))).toEqual([0, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75]);
});

test('a block is over after its last launch, and half of one after as many launches of both builds', () => {
  expect(of('over', placed('quick', 'ABBA', 'BAAB'))).toEqual([null, null, 0.5, null, 1, null, 1.5, null, 2]);
});

test('a half that has more of one build, or a third one, is none', () => {
  for (const word of ['AABB', 'AB', 'AAPBBP', 'ABPPBA'])
    expect(of('over', placed('quick', word)).filter((blocks) => blocks !== null)).toEqual([1]);
});

test('a block of which the rest is left out is as long as the others', () => {
  const whole = placed('quick', 'ABBA', 'BAAB');
  for (const field of ['before', 'over'] as const)
    expect(of(field, whole.slice(0, -2))).toEqual(of(field, whole).slice(0, -2));
});

test('each suite has its own blocks, in whatever order its launches stand', () => {
  const [quick, long] = [placed('quick', 'ABBA'), placed('long', 'AB')];
  expect(of('over', [...long, ...quick].reverse()).reverse()).toEqual([
    ...of('over', long),
    ...of('over', quick),
  ]);
});

test('no launches have no places', () => {
  expect(blockPlaces([]).size).toBe(0);
});
