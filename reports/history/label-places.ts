/** Words that belong to a place on the axis. */
export interface Label {
  readonly x: number;
  /** In units of the picture. */
  readonly width: number;
}

/** Where a label stands: the line it is written in, 0 the lowest, and whether it begins or ends at its place. */
export interface LabelPlace {
  readonly lane: number;
  readonly anchor: 'start' | 'end';
  readonly left: number;
  readonly right: number;
}

/** Between a label and its place, and between two labels in one line. */
const ROOM = 4;

/**
 * A line for each label in which it touches no other: the lowest that has room, to the right of its place, or to the left where
 * the picture ends. Labels are placed in the order in which they are given.
 */
export function labelPlaces(labels: readonly Label[], leftEdge: number, rightEdge: number): LabelPlace[] {
  const placed: LabelPlace[] = [];
  for (const label of labels) placed.push(placeOf(label, placed, leftEdge, rightEdge));
  return placed;
}

function placeOf(
  label: Label,
  placed: readonly LabelPlace[],
  leftEdge: number,
  rightEdge: number,
): LabelPlace {
  const after = { anchor: 'start', left: label.x + ROOM, right: label.x + ROOM + label.width } as const;
  const before = { anchor: 'end', left: label.x - ROOM - label.width, right: label.x - ROOM } as const;
  const inside = [after, before].filter(({ left, right }) => left >= leftEdge && right <= rightEdge);
  // Words that are wider than the picture go where there is more of it.
  const sides = inside.length > 0 ? inside : [label.x > (leftEdge + rightEdge) / 2 ? before : after];
  for (let lane = 0; ; lane++) {
    const others = placed.filter((each) => each.lane === lane);
    const free = sides.find((side) => others.every((other) => isApart(side, other)));
    if (free) return { lane, ...free };
  }
}

const isApart = (one: Pick<LabelPlace, 'left' | 'right'>, other: LabelPlace): boolean =>
  one.right + ROOM <= other.left || other.right + ROOM <= one.left;

/** Of a letter of the labels, at most on average; words are never narrower in the fonts that browsers have. */
const LETTER = 6.4;
export const widthOf = (words: string): number => words.length * LETTER;
