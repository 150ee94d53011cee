import { type RaisedChange, watchNights } from '../judge/nightly/online.ts';
import { LOCATED_WITHIN, trigger, whenPaired } from '../judge/nightly/parameters.ts';
import type { Change } from '../judge/nightly/tonight.ts';
import { whyOf } from '../judge/nightly/why.ts';
import { seedOf } from '../statistics/random.ts';
import type { Confirmation } from './confirmation.ts';
import type { Epoch } from './epochs.ts';
import type { HistoryChange } from './history-document.ts';
import type { HistoryMarks } from './marks.ts';

/** A point as the detector needs it. */
interface Dated {
  readonly run: string;
  readonly at: string;
  readonly log: number;
}

interface Watched {
  readonly series: string;
  readonly direction: 'higher' | 'lower';
  /** Whether its values are ratios to a pinned build. */
  readonly paired: boolean;
  readonly points: readonly Dated[];
  readonly epochs: readonly Epoch[];
  readonly marks: HistoryMarks;
  readonly confirmations: readonly Confirmation[];
}

const METHOD =
  'nightly trigger: the move of the newest nights in units of the moves that the series makes by itself, to a level that it never held';
/**
 * Two changes this near and of one direction are the same (decision 0017 says how they are located); a mark follows a change
 * that moved.
 */
const SAME_WITHIN_NIGHTS = 5;

/** What the trigger raised in each epoch, with what people and confirming runs said about it. */
export function changesOf(watched: Watched): HistoryChange[] {
  const { points, epochs } = watched;
  return epochs.flatMap((epoch, i) => {
    const own = points.slice(epoch.start, epochs[i + 1]?.start ?? points.length);
    const raised = watchNights(
      own.map((point) => point.log),
      watched.paired ? whenPaired(trigger) : trigger,
      (change) => confirmedFrom(watched, own, change),
    );
    return raised.map((each) => changeOf(watched, own, each));
  });
}

/** The first night after an A/B that confirmed the change. */
function confirmedFrom(watched: Watched, own: readonly Dated[], change: Change): number | null {
  const confirmation = confirmationsOf(watched, own, change).find(({ outcome }) => outcome === 'confirmed');
  const night = confirmation ? own.findIndex(({ at }) => at > confirmation.at) : -1;
  return night < 0 ? null : night;
}

function aboutOf({ series }: Watched, own: readonly Dated[], { index, shift }: Change): About {
  const run = own[index]?.run ?? '';
  const direction = shift > 0 ? 'up' : 'down';
  return { series, run, direction, id: changeId(series, run, direction) };
}

function confirmationsOf(watched: Watched, own: readonly Dated[], change: Change): Confirmation[] {
  const about = aboutOf(watched, own, change);
  return watched.confirmations.filter((each) =>
    isAbout(watched.points, about, { ...each, id: each.change, run: each.located }),
  );
}

function changeOf(watched: Watched, own: readonly Dated[], raised: RaisedChange): HistoryChange {
  const located = own[raised.index];
  const percent = (log: number): number => 100 * Math.expm1(log);
  const about = aboutOf(watched, own, raised);
  const { id, run, direction } = about;
  const confirmations = confirmationsOf(watched, own, raised);
  const wentAwayOn = raised.wentAwayAt === null ? null : (own[raised.wentAwayAt]?.run ?? null);
  return {
    id,
    run,
    at: located?.at ?? '',
    plusMinusNights: LOCATED_WITHIN,
    raisedOn: own[raised.raisedAt]?.run ?? '',
    shiftPercent: percent(raised.shift),
    rangePercent: [percent(raised.shift - 2 * raised.size), percent(raised.shift + 2 * raised.size)],
    times: raised.times,
    why: whyOf(raised),
    method: METHOD,
    direction,
    better: (direction === 'up') === (watched.direction === 'higher'),
    ...stateOf(acceptedBecause(watched, about), confirmations, wentAwayOn),
    confirmations,
  };
}

/** Short enough to type, the same whenever the history is made again. */
export function changeId(series: string, run: string, direction: 'up' | 'down'): string {
  return seedOf(0, `${series}\u0000${run}\u0000${direction}`).toString(16).padStart(8, '0');
}

interface About {
  readonly id: string;
  readonly series: string;
  readonly run: string;
  readonly direction: 'up' | 'down';
}

/** The same change, or one that moved by a few nights since: a run was marked bad, or came in late. */
function isAbout(points: readonly Dated[], change: About, other: About): boolean {
  if (change.id === other.id) return true;
  if (change.series !== other.series || change.direction !== other.direction) return false;
  const [here, there] = [change.run, other.run].map((run) => points.findIndex((point) => point.run === run));
  if (here === undefined || there === undefined || here < 0 || there < 0) return false;
  return Math.abs(here - there) <= SAME_WITHIN_NIGHTS;
}

function acceptedBecause(watched: Watched, about: About): string | null {
  const found = Object.entries(watched.marks.accepted).find(([id, mark]) =>
    isAbout(watched.points, about, { id, ...mark }),
  );
  return found ? found[1].why : null;
}

function stateOf(
  accepted: string | null,
  confirmations: readonly Confirmation[],
  wentAwayOn: string | null,
): Pick<HistoryChange, 'state' | 'note'> {
  if (accepted !== null) return { state: 'accepted', note: accepted };
  const last = confirmations.at(-1);
  if (last && last.outcome !== 'repeat') return { state: last.outcome, note: `by run ${last.run}` };
  if (wentAwayOn !== null) return { state: 'went-away', note: `the old level was back on ${wentAwayOn}` };
  if (last) return { state: 'open', note: `run ${last.run} had too few valid blocks: to be repeated once` };
  return { state: 'open', note: null };
}
