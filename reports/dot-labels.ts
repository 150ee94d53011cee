/** A dot with its name; places in px. */
export interface LabelledDot {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface LabelPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** Of letters of 12 px: how wide one is at most, and how high a line. */
const LETTER = 7.5;
const LINE = 14;
const APART = 5;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A place for each label that covers no dot and no other label: beside its dot, above it, below it, or farther down. */
export function dotLabelPlaces(dots: readonly LabelledDot[], right: number): LabelPlace[] {
  const taken: Box[] = dots.map(({ x, y, radius }) => ({
    ...{ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius },
  }));
  return dots.map((dot) => {
    const places = placesFor(dot);
    const found = places.find((place) => {
      const box = boxOf(dot, place);
      return box.left >= 0 && box.right <= right && !taken.some((other) => overlap(box, other));
    });
    const place = found ?? (places[0] as LabelPlace);
    taken.push(boxOf(dot, place));
    return place;
  });
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Lines farther down or up that are tried where a crowd stands. */
const ROWS = [0, 1, -1, 2, -2, 3, -3, 4, -4];

function placesFor({ x, y, radius }: LabelledDot): LabelPlace[] {
  const away = radius + APART;
  const beside = (row: number): LabelPlace[] => [
    { x: x + away, y: y + 4 + row * LINE, anchor: 'start' },
    { x: x - away, y: y + 4 + row * LINE, anchor: 'end' },
  ];
  return [
    ...beside(0),
    { x, y: y - away, anchor: 'middle' },
    { x, y: y + away + 10, anchor: 'middle' },
    ...ROWS.slice(1).flatMap(beside),
  ];
}

function boxOf({ label }: LabelledDot, { x, y, anchor }: LabelPlace): Box {
  const width = LETTER * label.length;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - 11, bottom: y + 3 };
}
