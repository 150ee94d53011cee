import type { ErrorCode } from '../../errors/codes.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import { buildHistory } from '../../history/build-history.ts';
import type { HistoryChange, HistoryDocument, HistorySeries } from '../../history/history-document.ts';
import { readConfirmations, readMarks, writeHistory, writeMarks } from '../../store/history-store.ts';
import { type Nights, readNights } from './read-nights.ts';

/** The history of the runs below a folder, made again from their logs, marks and confirmations, and kept as `history.json`. */
export async function deriveHistory(root: string): Promise<HistoryDocument> {
  const document = await readHistory(root);
  await writeHistory(root, document);
  return document;
}

/** The same, and it is not kept. */
export const readHistory = (root: string): Promise<HistoryDocument> => historyOf(root, readNights(root));

/** The history of nights that come from elsewhere; what people and confirming runs said of them lies in the folder of runs. */
export async function historyOf(
  root: string,
  found: Promise<Pick<Nights, 'nights' | 'skipped'>>,
): Promise<HistoryDocument> {
  const [{ nights, skipped }, marks, confirmations] = await Promise.all([
    found,
    readMarks(root),
    readConfirmations(root),
  ]);
  const broken = confirmations.unreadable.map((line) => ({
    folder: 'history-confirmations.jsonl',
    reason: `line ${line} is not a confirmation`,
  }));
  return buildHistory({
    nights,
    marks,
    confirmations: confirmations.records,
    skipped: [...skipped, ...broken],
  });
}

/** A change and the series it stands in. */
export interface FoundChange {
  readonly change: HistoryChange;
  readonly series: HistorySeries;
}

/** Every change, the one that was raised last first. */
export function changesIn(document: HistoryDocument): FoundChange[] {
  const order = new Map(document.runs.map(({ run }, index) => [run, index]));
  const raised = ({ change }: FoundChange): number => order.get(change.raisedOn) ?? -1;
  return document.series
    .flatMap((series) => series.changes.map((change) => ({ change, series })))
    .sort((a, b) => raised(b) - raised(a));
}

/** @throws HeatsoakError `CHANGE_UNKNOWN` */
export function findChange(document: HistoryDocument, id: string): FoundChange {
  const all = changesIn(document);
  const found = all.find(({ change }) => change.id === id);
  if (found) return found;
  const known = all.map(({ change }) => change.id);
  throw unknown('CHANGE_UNKNOWN', `no change "${id}" in the history`, id, known, 'changes');
}

/** Leaves a run out of the history from now on. @throws HeatsoakError `RUN_UNKNOWN` */
export async function markRunBad(root: string, run: string, why: string, at: string): Promise<void> {
  const { nights } = await readNights(root);
  const known = nights.map((night) => night.run);
  if (!known.includes(run)) throw unknown('RUN_UNKNOWN', `no run "${run}" in ${root}`, run, known, 'runs');
  const marks = await readMarks(root);
  await writeMarks(root, { ...marks, badRuns: { ...marks.badRuns, [run]: { why, at } } });
}

/** Says that a change is meant. @throws HeatsoakError `CHANGE_UNKNOWN` */
export async function acceptChange(root: string, id: string, why: string, at: string): Promise<void> {
  const { change, series } = findChange(await deriveHistory(root), id);
  const marks = await readMarks(root);
  const mark = { why, at, series: series.id, run: change.run, direction: change.direction };
  await writeMarks(root, { ...marks, accepted: { ...marks.accepted, [id]: mark } });
}

function unknown(
  code: ErrorCode,
  message: string,
  name: string,
  known: readonly string[],
  what: string,
): HeatsoakError {
  const near = nearestName(name, known);
  const hint =
    known.length === 0 ? `there are no ${what} yet` : `known ${what}: ${known.slice(-10).join(', ')}`;
  return new HeatsoakError(code, `${message}${didYouMean(near)}`, { hint });
}
