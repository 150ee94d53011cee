import type { HistoryDocument, HistorySeries } from '../../harness/history/history-document.ts';
import type { NightEvent } from '../../harness/history/night.ts';
import { eventWords } from './words.ts';

type Run = HistoryDocument['runs'][number];

/** What happened on some nights: one line below the picture, with a mark a night. */
export interface EventLane {
  readonly words: string;
  readonly symbol: string;
  /** Whether it speaks against the night's build. */
  readonly isBad: boolean;
  readonly nights: readonly { readonly at: number; readonly title: string }[];
}

const kinds = Object.keys(eventWords) as NightEvent['kind'][];
const BAD: readonly NightEvent['kind'][] = ['crash', 'wrong-output'];

/** The lines of one phone's series: NO-GO first, then what happened, then nights without a value. Empty ones are left out. */
export function eventLanes(series: HistorySeries, runs: readonly Run[]): EventLane[] {
  const own = runs.filter((run) => run.devices.some(({ id }) => id === series.device));
  const noGo = own.filter(({ verdict }) => verdict === 'NO-GO');
  return [
    lane(
      'NO-GO',
      '✕',
      true,
      noGo.map((run) => [run, run.headline ?? 'NO-GO']),
    ),
    ...kinds.map((kind) =>
      lane(
        eventWords[kind].words,
        eventWords[kind].symbol,
        BAD.includes(kind),
        own.flatMap((run) => eventsOf(run, kind, series.device)),
      ),
    ),
    lane('no value', '×', false, gapsOf(series, own)),
  ].filter(({ nights }) => nights.length > 0);
}

const lane = (
  words: string,
  symbol: string,
  isBad: boolean,
  nights: readonly (readonly [Run, string])[],
): EventLane => ({
  ...{ words, symbol, isBad },
  nights: nights.map(([run, why]) => ({ at: Date.parse(run.at), title: `${run.run}: ${why}` })),
});

const eventsOf = (run: Run, kind: NightEvent['kind'], device: string): [Run, string][] =>
  (run.events ?? [])
    .filter((event) => event.kind === kind && (event.device === null || event.device === device))
    .slice(0, 1)
    .map(({ words, times }) => [run, times > 1 ? `${words} (${times} ×)` : words]);

function gapsOf({ gaps }: HistorySeries, runs: readonly Run[]): [Run, string][] {
  const reasons = new Map(gaps.map(({ run, reason }) => [run, reason]));
  return runs.flatMap((run): [Run, string][] => {
    const reason = reasons.get(run.run);
    return reason === undefined ? [] : [[run, reason]];
  });
}
