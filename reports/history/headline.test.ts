import { expect, test } from 'vitest';
import { buildHistory } from '../../harness/history/build-history.ts';
import type { HistoryDocument } from '../../harness/history/history-document.ts';
import { nightFixture } from '../../harness/history/night.fixture.ts';
import { headlineOf } from './headline.ts';
import { sampleHistory } from './sample-history.fixture.ts';

/** Nights of which these ended NO-GO by themselves. */
const historyOf = (nights: number, noGo: readonly number[] = []): HistoryDocument =>
  buildHistory({
    nights: Array.from({ length: nights }, (_, i) =>
      nightFixture(i, { plain: 3 }, { verdict: noGo.includes(i) ? 'NO-GO' : 'GO' }),
    ),
    marks: { v: 1, badRuns: {}, accepted: {} },
    confirmations: [],
    skipped: [],
  });

test.each([
  ['no run', historyOf(0), 'No runs yet'],
  ['too few nights, before anything reassuring', historyOf(3), 'Too few nights to tell (3 of 16)'],
  [
    'too few nights, and NO-GO on some',
    historyOf(3, [1, 2]),
    'Too few nights to tell (3 of 16); 2 of 3 nights NO-GO, the last on 2026-01-03',
  ],
  ['nights enough', historyOf(16), 'No change for the worse stands in 16 measured days'],
  [
    'a NO-GO before what would read as an all-clear',
    historyOf(16, [4]),
    '1 of 16 nights NO-GO, the last on 2026-01-05; no change for the worse stands in 16 measured days',
  ],
  ['changes first', sampleHistory(), '2 changes for the worse: 2 waiting for a confirming run'],
])('%s', (_, history, headline) => {
  expect(headlineOf(history)).toBe(headline);
});
