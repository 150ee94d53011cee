import type { EpochFacts } from './night.ts';

/** A stretch of nights on which everything but the candidate stayed the same. */
export interface Epoch {
  /** Index of its first point. */
  readonly start: number;
  /** What is new, such as `OS build 23B85 -> 23C55`; empty for the first. */
  readonly reasons: readonly string[];
}

const names: Readonly<Record<keyof EpochFacts, string>> = {
  osBuild: 'OS build',
  engine: 'engine',
  model: 'model',
  promptSet: 'prompt set',
  phone: 'phone',
  metricsVersion: 'metrics version',
};

/** What a point of a paired series depends on besides; null for a plain one. */
interface Dated {
  readonly facts: EpochFacts;
  readonly pinned: string | null;
}

/** Cuts a series where a fact changes. A fact that nobody could read is no change. */
export function epochsOf(points: readonly Dated[]): Epoch[] {
  const epochs: Epoch[] = [];
  let [before] = points;
  for (const [index, point] of points.entries()) {
    const reasons = before ? differences(before, point) : [];
    if (index === 0 || reasons.length > 0) epochs.push({ start: index, reasons });
    before = { facts: withKnown(point.facts, before?.facts), pinned: point.pinned };
  }
  return epochs;
}

/** A gap in what is known is filled from the night before, so that the next reading is compared with the last one. */
function withKnown(facts: EpochFacts, before: EpochFacts | undefined): EpochFacts {
  return {
    ...facts,
    osBuild: facts.osBuild ?? before?.osBuild ?? null,
    engine: facts.engine ?? before?.engine ?? null,
  };
}

function differences(before: Dated, after: Dated): string[] {
  const facts = (Object.keys(names) as (keyof EpochFacts)[]).flatMap((name) => {
    const [was, is] = [before.facts[name], after.facts[name]];
    if (was === null || is === null || was === is) return [];
    return [`${names[name]} ${short(was)} -> ${short(is)}`];
  });
  const pinned =
    before.pinned === after.pinned
      ? []
      : [`pinned build ${short(before.pinned ?? '')} -> ${short(after.pinned ?? '')}`];
  return [...facts, ...pinned];
}

/** Hashes are shown by their first letters. */
const short = (value: string | number): string =>
  typeof value === 'string' && /^[0-9a-f]{16,}$/.test(value) ? value.slice(0, 12) : String(value);
