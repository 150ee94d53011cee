import type { JournalEvent, JournalEventOf } from '../experiment/journal-event.ts';

/**
 * What a load had to do. `first`: the first one after an install of the app or the model, when engines compile and
 * specialise what they keep for later; `cold`: a later one that read the model after a boot or a purged page cache;
 * `warm`: any other. Published loads of one model differ from 208 s to a few seconds, so regimes are never mixed.
 */
export const loadRegimes = ['first', 'cold', 'warm'] as const;
export type LoadRegime = (typeof loadRegimes)[number];

/** Regime of a load, or why it is not known. */
export type RegimeOfLoad =
  | { readonly regime: LoadRegime }
  | { readonly regime: null; readonly unknown: string };

/** Whether a launch was the first after an install; null where the journal does not say. */
export type AfterInstall = 'first' | 'later' | null;

/**
 * The regime by the journal, which holds every install, and by the agent's own word for what no install explains.
 * @param after `later` on a host, where nothing is installed
 */
export function regimeOf(after: AfterInstall, cold: boolean | null): RegimeOfLoad {
  if (after === 'first') return { regime: 'first' };
  if (after === null)
    return {
      regime: null,
      unknown: 'the journal does not say whether the build had been loaded since its install',
    };
  if (cold === null)
    return { regime: null, unknown: 'the device cannot distinguish a cold load from a warm one' };
  return { regime: cold ? 'cold' : 'warm' };
}

/**
 * Of every launch of a session that the journal saw start, whether its model was loaded for the first time after an
 * install. A launch that was measured again has the regime of its last attempt, whose log it is.
 * @param hasLoaded whether the log of a launch, by id, says that the model was loaded; null without a log
 */
export function launchesAfterInstall(
  journal: readonly JournalEvent[],
  hasLoaded: (launch: string) => boolean | null,
): ReadonlyMap<string, AfterInstall> {
  const found = new Map<string, AfterInstall>();
  const lastStart = new Map(journal.filter(isStart).map((event) => [event.launch, event]));
  let next: AfterInstall = null;
  for (const event of journal) {
    if (event.type === 'harness.deploy') next = afterDeploy(next, event);
    if (!isStart(event)) continue;
    found.set(event.launch, next);
    // The log is the last attempt's: how far an earlier one came is not known.
    next = afterStart(next, lastStart.get(event.launch) === event ? hasLoaded(event.launch) : null);
  }
  return found;
}

const isStart = (event: JournalEvent): event is JournalEventOf<'harness.launch'> =>
  event.type === 'harness.launch' && event.outcome === 'started';

function afterDeploy(before: AfterInstall, { outcome }: JournalEventOf<'harness.deploy'>): AfterInstall {
  if (outcome === 'done') return 'first';
  // An install that failed may have put the app there all the same.
  return outcome === 'failed' ? null : before;
}

/** An app that died before it loaded leaves the first load to the next launch. */
function afterStart(before: AfterInstall, loaded: boolean | null): AfterInstall {
  if (loaded === true) return 'later';
  return before === 'first' && loaded === null ? null : before;
}
