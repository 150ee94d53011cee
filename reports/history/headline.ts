import type { HistoryChange, HistoryDocument } from '../../harness/history/history-document.ts';

const WORST_FIRST: readonly HistoryChange['state'][] = ['confirmed', 'open', 'unconfirmed'];
const words: Readonly<Record<string, string>> = {
  confirmed: 'confirmed',
  open: 'waiting for a confirming run',
  unconfirmed: 'unconfirmed for want of evidence',
};

/** What a person has to know in one sentence: changes for the worse that nobody accepted. */
export function headlineOf({ series, coverage }: HistoryDocument): string {
  const worse = series
    .filter((each) => each.kind !== 'control')
    .flatMap((each) => each.changes)
    .filter((change) => !change.better);
  const counts = WORST_FIRST.flatMap((state) => {
    const count = worse.filter((change) => change.state === state).length;
    return count === 0 ? [] : [`${count} ${words[state]}`];
  });
  if (counts.length > 0) {
    const all = worse.filter((change) => WORST_FIRST.includes(change.state)).length;
    return `${all} ${all === 1 ? 'change' : 'changes'} for the worse: ${counts.join(', ')}`;
  }
  if (coverage.measuredDays === 0) return 'No runs yet';
  return `No change for the worse stands in ${coverage.measuredDays} measured ${coverage.measuredDays === 1 ? 'day' : 'days'}`;
}
