import type { HistoryDocument } from './history-document.ts';

const DAY_MS = 86_400_000;
/** The list is cut to a length that people read; the count beside it is exact. */
const MOST_DAYS_NAMED = 60;

/** Which days between the first and the last have a run. A missing night is a gap, not a zero. */
export function coverageOf(startedAt: readonly string[]): HistoryDocument['coverage'] {
  const measured = [...new Set(startedAt.map((at) => at.slice(0, 10)))].sort();
  const [firstDay = null] = measured;
  const lastDay = measured.at(-1) ?? null;
  if (firstDay === null || lastDay === null)
    return { firstDay, lastDay, days: 0, measuredDays: 0, missingDays: [] };
  const days = Math.round((Date.parse(lastDay) - Date.parse(firstDay)) / DAY_MS) + 1;
  const known = new Set(measured);
  const missing: string[] = [];
  for (let i = 0; i < days && missing.length < MOST_DAYS_NAMED; i++) {
    const day = new Date(Date.parse(firstDay) + i * DAY_MS).toISOString().slice(0, 10);
    if (!known.has(day)) missing.push(day);
  }
  return { firstDay, lastDay, days, measuredDays: measured.length, missingDays: missing };
}
