/** A vocabulary for merging. */
export interface PieceTable {
  readonly ids: ReadonlyMap<string, number>;
  /** A low rank merges first; neighbours without one never do. */
  rankOf(left: string, right: string): number | undefined;
  /** Ids of what is no piece. */
  spell(symbol: string): number[];
}

/** Two neighbours that make a piece; `length` shows whether one of them has changed since. */
interface Pair {
  readonly left: number;
  readonly right: number;
  readonly rank: number;
  readonly length: number;
}

/**
 * Greedy merging: of all neighbours that make a piece, the best-ranked, leftmost pair is joined until none is left. What is
 * no piece then is spelt.
 */
export function mergePieces(text: string, table: PieceTable): number[] {
  const symbols = [...text];
  const next = symbols.map((_, i) => (i + 1 < symbols.length ? i + 1 : -1));
  const previous = symbols.map((_, i) => i - 1);
  const queue = new PairQueue();
  const offer = (left: number, right: number): void => {
    if (left < 0 || right < 0) return;
    const [one = '', other = ''] = [symbols[left], symbols[right]];
    const rank = table.rankOf(one, other);
    if (rank !== undefined) queue.add({ left, right, rank, length: one.length + other.length });
  };
  for (let i = 1; i < symbols.length; i++) offer(i - 1, i);
  for (let pair = queue.take(); pair; pair = queue.take()) {
    const { left, right, length } = pair;
    const [a = '', b = ''] = [symbols[left], symbols[right]];
    if (a === '' || b === '' || a.length + b.length !== length) continue;
    symbols[left] = a + b;
    symbols[right] = '';
    const after = next[right] ?? -1;
    next[left] = after;
    if (after >= 0) previous[after] = left;
    offer(previous[left] ?? -1, left);
    offer(left, after);
  }
  return symbols.filter((symbol) => symbol !== '').flatMap((symbol) => idsOf(symbol, table));
}

function idsOf(symbol: string, { ids, spell }: PieceTable): number[] {
  const id = ids.get(symbol);
  return id === undefined ? spell(symbol) : [id];
}

/** A binary heap: the lowest rank first, the leftmost of equals. */
class PairQueue {
  private readonly heap: Pair[] = [];

  add(pair: Pair): void {
    const { heap } = this;
    let at = heap.push(pair) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(at, parent)) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  take(): Pair | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      let best = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (this.isBefore(child, best)) best = child;
      if (best === at) return first;
      this.swap(at, best);
      at = best;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (!one || !other) return false;
    return one.rank < other.rank || (one.rank === other.rank && one.left < other.left);
  }

  private swap(a: number, b: number): void {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (!one || !other) return;
    this.heap[a] = other;
    this.heap[b] = one;
  }
}
