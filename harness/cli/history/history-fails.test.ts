import { expect, test } from 'vitest';
import { sampleHistory } from '../../../reports/history/sample-history.fixture.ts';
import type { HistoryChange, HistoryDocument } from '../../history/history-document.ts';
import { exitCodeOfHistory, failReasons, failsFor } from './history-fails.ts';

/** The sample with every change as it is said here, and the newest night's verdict. */
function historyWith(change: Partial<HistoryChange>, verdict = 'GO'): HistoryDocument {
  const history = sampleHistory();
  const last = history.runs.length - 1;
  return {
    ...history,
    runs: history.runs.map((run, i) => (i === last ? { ...run, verdict } : run)),
    series: history.series.map((series) => ({
      ...series,
      changes: series.changes.map((each) => ({ ...each, ...change })),
    })),
  };
}
const newest = sampleHistory().runs.at(-1)?.run ?? '';

test.each([
  ['a change that waits since earlier', historyWith({ state: 'open' }), ['open']],
  ['one that the newest night raised', historyWith({ state: 'open', raisedOn: newest }), ['trigger', 'open']],
  ['one that an A/B found', historyWith({ state: 'confirmed' }), ['confirmed']],
  ['one that was noise', historyWith({ state: 'noise' }), []],
  ['one for the better', historyWith({ state: 'open', better: true }), []],
  ['a newest night that ended NO-GO', historyWith({ state: 'accepted' }, 'NO-GO'), ['no-go']],
])('%s', (_, history, reasons) => {
  expect(failsFor(history, failReasons)).toEqual(reasons);
});

test('only what was asked for fails', () => {
  const history = historyWith({ state: 'open' }, 'NO-GO');
  expect([exitCodeOfHistory(history, []), exitCodeOfHistory(history, ['confirmed'])]).toEqual([0, 0]);
  expect(exitCodeOfHistory(history, ['open'])).toBe(1);
});
