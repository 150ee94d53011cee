import type { HistoryDocument } from '../../history/history-document.ts';
import { exitCodeOfVerdict } from '../../terminal/exit-code.ts';

/**
 * What CI may want to fail on. `trigger`: a change for the worse that the newest night raised. `open`: one that waits for a
 * confirming run, whenever it was raised. `confirmed`: one that an A/B found too, and nobody accepted. `no-go`: the newest
 * night ended NO-GO by itself.
 */
export const failReasons = ['trigger', 'open', 'confirmed', 'no-go'] as const;
export type FailReason = (typeof failReasons)[number];

/** Which of the reasons hold. */
export function failsFor(document: HistoryDocument, reasons: readonly FailReason[]): FailReason[] {
  const nights = document.runs.filter(({ bad }) => bad === null);
  const newest = nights.at(-1);
  const worse = document.series
    .filter(({ kind }) => kind !== 'control')
    .flatMap(({ changes }) => changes.filter(({ better }) => !better));
  const holds: Readonly<Record<FailReason, boolean>> = {
    trigger: worse.some(({ state, raisedOn }) => state === 'open' && raisedOn === newest?.run),
    open: worse.some(({ state }) => state === 'open' || state === 'unconfirmed'),
    confirmed: worse.some(({ state }) => state === 'confirmed'),
    'no-go': newest?.verdict === 'NO-GO',
  };
  return reasons.filter((reason) => holds[reason]);
}

/** The exit code of the history: that of a NO-GO where something holds that was to fail it. */
export const exitCodeOfHistory = (document: HistoryDocument, reasons: readonly FailReason[]): number =>
  failsFor(document, reasons).length > 0 ? exitCodeOfVerdict['NO-GO'] : 0;
