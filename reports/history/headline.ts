import type {
  HistoryChange,
  HistoryDocument,
  HistorySeries,
} from '../../harness/history/history-document.ts';
import { LEAST_NIGHTS } from '../../harness/judge/nightly/parameters.ts';
import { counted } from '../../harness/words/numbers.ts';

const WORST_FIRST: readonly HistoryChange['state'][] = ['confirmed', 'open', 'unconfirmed'];
const words: Readonly<Record<string, string>> = {
  confirmed: 'confirmed',
  open: 'waiting for a confirming run',
  unconfirmed: 'unconfirmed for want of evidence',
};

/**
 * What a person has to know in one sentence: changes for the worse that nobody accepted, else whether there are nights enough
 * to tell, and nights that ended NO-GO by themselves.
 */
export function headlineOf(document: HistoryDocument): string {
  if (document.coverage.measuredDays === 0) return 'No runs yet';
  const [answer, noGo] = [answerOf(document), noGoNights(document)];
  if (noGo === '') return answer;
  return answer.startsWith(NO_CHANGE) ? `${noGo}; n${answer.slice(1)}` : `${answer}; ${noGo}`;
}

/** Never said before a NO-GO: it would be read as an all-clear. */
const NO_CHANGE = 'No change for the worse stands';

function answerOf({ series, coverage }: HistoryDocument): string {
  const own = series.filter(({ kind }) => kind !== 'control');
  const worse = own.flatMap(({ changes }) => changes).filter((change) => !change.better);
  const counts = WORST_FIRST.flatMap((state) => {
    const count = worse.filter((change) => change.state === state).length;
    return count === 0 ? [] : [`${count} ${words[state]}`];
  });
  const standing = worse.filter(({ state }) => WORST_FIRST.includes(state)).length;
  if (standing > 0)
    return `${standing} ${standing === 1 ? 'change' : 'changes'} for the worse: ${counts.join(', ')}`;
  const watched = own.filter((each) => each.watched);
  if (watched.every(({ waiting }) => waiting !== null))
    return `Too few nights to tell (${Math.max(0, ...watched.map(nightsInEpoch))} of ${LEAST_NIGHTS})`;
  return `${NO_CHANGE} in ${counted(coverage.measuredDays, 'measured day')}`;
}

const nightsInEpoch = ({ points, epochs }: HistorySeries): number =>
  points.length - (epochs.at(-1)?.start ?? 0);

function noGoNights({ runs }: HistoryDocument): string {
  const counting = runs.filter(({ bad }) => bad === null);
  const noGo = counting.filter(({ verdict }) => verdict === 'NO-GO');
  const last = noGo.at(-1);
  if (!last) return '';
  return `${noGo.length} of ${counted(counting.length, 'night')} NO-GO, the last on ${last.at.slice(0, 10)}`;
}
