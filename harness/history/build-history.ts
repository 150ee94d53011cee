import { LEAST_NIGHTS } from '../judge/nightly/parameters.ts';
import { metrics } from '../measure/metrics/index.ts';
import { changesOf } from './change-points.ts';
import type { Confirmation } from './confirmation.ts';
import { coverageOf } from './coverage.ts';
import { epochsOf } from './epochs.ts';
import type { HistoryDocument, HistorySeries } from './history-document.ts';
import { labNotes } from './lab-notes.ts';
import type { HistoryMarks } from './marks.ts';
import type { Night, NightCell } from './night.ts';

/** Every night, and what people and confirming runs said. */
export interface HistoryRequest {
  readonly nights: readonly Night[];
  readonly marks: HistoryMarks;
  readonly confirmations: readonly Confirmation[];
  readonly skipped: HistoryDocument['skipped'];
}

type Kind = HistorySeries['kind'];
interface Occurrence {
  readonly night: Night;
  readonly cell: NightCell;
}

/** Runs over time. A/A runs, confirming runs and runs that a person marked bad are no nights. */
export function buildHistory(request: HistoryRequest): HistoryDocument {
  const shown = request.nights
    .filter((night) => night.kind === 'ab')
    .sort((a, b) => (a.at === b.at ? (a.run < b.run ? -1 : 1) : a.at < b.at ? -1 : 1));
  const used = shown.filter((night) => request.marks.badRuns[night.run] === undefined);
  const series = seriesOf(used, request);
  return {
    v: 1,
    virtual: shown.some((night) => night.virtual),
    runs: shown.map(({ run, at, verdict, headline, events, virtual, builds, devices }) => ({
      ...{ run, at, verdict },
      ...(headline === undefined ? {} : { headline }),
      ...(events === undefined ? {} : { events }),
      ...{ virtual, builds, devices },
      bad: request.marks.badRuns[run]?.why ?? null,
    })),
    coverage: coverageOf(used.map((night) => night.at)),
    series,
    labNotes: labNotes(series),
    skipped: request.skipped,
  };
}

function seriesOf(nights: readonly Night[], request: HistoryRequest): HistorySeries[] {
  const cells = new Map<string, Occurrence[]>();
  for (const night of nights) {
    for (const cell of night.cells) {
      const key = `${cell.device}/${cell.suite}/${cell.metric}`;
      const own = cells.get(key);
      if (own) own.push({ night, cell });
      else cells.set(key, [{ night, cell }]);
    }
  }
  const kinds: readonly Kind[] = ['paired', 'plain', 'control'];
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, own]) => kinds.flatMap((kind) => oneSeries(`${key}/${kind}`, kind, own, request) ?? []));
}

/** A night is paired or plain, never both: the two stand at different levels and are never mixed. */
function logOf({ paired, plain, control }: NightCell, kind: Kind): number | null {
  if (kind === 'paired') return paired;
  if (kind === 'control') return control;
  return paired === null ? plain : null;
}

function oneSeries(
  id: string,
  kind: Kind,
  own: readonly Occurrence[],
  { marks, confirmations }: HistoryRequest,
): HistorySeries | null {
  const valued = own.flatMap(({ night, cell }) => {
    const log = logOf(cell, kind);
    return log === null ? [] : [{ night, cell, log }];
  });
  const [first] = valued;
  const metric = metrics.find((each) => each.id === first?.cell.metric);
  if (!first || !metric || metric.direction === 'target') return null;
  // A run has one pair of soaks: no A/B could confirm what a soak's metric triggers.
  const watched = metric.gate !== null && first.cell.kind === 'burst';
  const points = valued.map(({ night, log }) => ({ run: night.run, at: night.at, log }));
  const epochs = epochsOf(
    valued.map(({ night, cell }) => ({
      facts: cell.facts,
      pinned: kind === 'plain' ? null : (night.builds.find((build) => build.role === 'pinned')?.app ?? null),
    })),
  );
  return {
    id,
    device: first.cell.device,
    deviceName:
      first.night.devices.find((device) => device.id === first.cell.device)?.name ?? first.cell.device,
    suite: first.cell.suite,
    metric: metric.id,
    name: metric.name,
    unit: kind === 'paired' ? '× pinned build' : metric.unit,
    direction: metric.direction,
    kind,
    watched,
    points: valued.map(({ night, cell, log }) => ({
      run: night.run,
      value: Math.exp(log),
      log,
      halfWidth: kind === 'control' ? null : cell.halfWidth,
      launches: cell.launches,
    })),
    epochs: epochs.map(({ start, reasons }) => ({
      run: points[start]?.run ?? '',
      start,
      reasons: [...reasons],
    })),
    gaps: kind === 'control' ? [] : gapsOf(own, kind),
    changes: watched
      ? changesOf({
          series: id,
          direction: metric.direction,
          paired: kind === 'paired',
          points,
          epochs,
          marks,
          confirmations,
        })
      : [],
    waiting: waitingFor(points.length - (epochs.at(-1)?.start ?? 0)),
  };
}

function gapsOf(own: readonly Occurrence[], kind: Kind): HistorySeries['gaps'] {
  return own.flatMap(({ night, cell }) => {
    if (logOf(cell, kind) !== null) return [];
    // A night of the other kind is reported there.
    const other = kind === 'paired' ? cell.plain : cell.paired;
    return other === null ? [{ run: night.run, reason: cell.reason ?? 'no value' }] : [];
  });
}

function waitingFor(nights: number): string | null {
  if (nights >= LEAST_NIGHTS) return null;
  return `${nights} of ${LEAST_NIGHTS} nights in this epoch: not enough evidence for a trigger`;
}
