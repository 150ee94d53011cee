import { must } from '../statistics/must.ts';
import type { PlannedLaunch } from './manifest.ts';

type Placed = Pick<PlannedLaunch, 'id' | 'suite' | 'block' | 'position' | 'role'>;

/** Where a launch stands among the blocks of its suite on a phone. */
export interface BlockPlace {
  /** Blocks that come before it: 1.5 for the third of four launches of the second block. */
  readonly before: number;
  /**
   * Blocks that are over once it is: whole ones after the last launch of a block, and half of one more after a half that has as many
   * launches of the baseline as of the candidate and of no other build. Null after any other launch.
   */
  readonly over: number | null;
}

/**
 * By launch id. All blocks of a suite are as long as its longest: of one that ended early the rest may be left out of the list. The
 * launch that conditions a phone belongs to no block.
 */
export function blockPlaces(launches: readonly Placed[]): ReadonlyMap<string, BlockPlace> {
  const places = new Map<string, BlockPlace>();
  for (const ofSuite of groupsBy(launches, ({ suite }) => suite)) {
    const blocks = groupsBy(ofSuite, ({ block }) => block).map((block) =>
      block.filter(({ role }) => role !== 'conditioning').sort((a, b) => a.position - b.position),
    );
    for (const { id, block } of ofSuite) places.set(id, { before: block, over: null });
    const length = Math.max(...blocks.map((block) => block.length));
    for (const block of blocks)
      for (const [i, { id }] of block.entries()) places.set(id, placeOf(block.slice(0, i + 1), length));
  }
  return places;
}

/** Of the last of these launches of a block. */
function placeOf(done: readonly Placed[], length: number): BlockPlace {
  const { block } = must(done.at(-1), 'a launch');
  const before = block + (done.length - 1) / length;
  if (done.length === length) return { before, over: block + 1 };
  const of = (role: Placed['role']): number => done.filter((each) => each.role === role).length;
  const isHalf = 2 * done.length === length && 2 * of('baseline') === done.length;
  return { before, over: isHalf && of('candidate') === of('baseline') ? block + 0.5 : null };
}

function groupsBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Item[][] {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const own = groups.get(keyOf(item)) ?? [];
    groups.set(keyOf(item), own);
    own.push(item);
  }
  return [...groups.values()];
}
