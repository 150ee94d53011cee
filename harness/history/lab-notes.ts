import type { HistorySeries } from './history-document.ts';

const SAME_DAYS = 5;
const DAY_MS = 86_400_000;

/** When the pinned build moved on every phone at about the same night, the lab moved, and not the candidate. */
export function labNotes(series: readonly HistorySeries[]): string[] {
  const controls = series.filter((each) => each.kind === 'control');
  const cells = [...new Set(controls.map((each) => `${each.suite} ${each.metric}`))];
  return cells.flatMap((cell) => {
    const own = controls.filter((each) => `${each.suite} ${each.metric}` === cell);
    if (own.length < 2) return [];
    const [first, ...others] = own.map((each) => each.changes.filter((change) => change.state === 'open'));
    const shared = (first ?? []).filter((change) =>
      others.every((changes) => changes.some((other) => isSame(change, other))),
    );
    return shared.map(
      (change) =>
        `the pinned build itself moved on all ${own.length} phones around ${change.at.slice(0, 10)} (${cell}): blame the lab (room, power, network), not the candidate`,
    );
  });
}

type Dated = HistorySeries['changes'][number];
const isSame = (one: Dated, other: Dated): boolean =>
  one.direction === other.direction &&
  Math.abs(Date.parse(one.at) - Date.parse(other.at)) <= SAME_DAYS * DAY_MS;
