import { setBaseline } from '../../harness/app/baseline/set-baseline.ts';
import { deriveHistory } from '../../harness/app/history/derive-history.ts';
import { type NightJournal, performNight } from '../../harness/app/nightly/perform-night.ts';
import type { HistoryDocument } from '../../harness/history/history-document.ts';
import { documentOfNight, type NightDocument } from '../../harness/history/nightly/night-document.ts';
import type { NightEvent } from '../../harness/history/nightly/night-event.ts';
import { runOf, type SimulatedLab, simulatedNight } from './simulated-night.ts';

/** What a person does on the morning after a night; null: nothing. */
export type Morning = (night: number) => string | null;

/** Nights of a lab one after the other, as the product ends each, and its history after them. */
export interface PerformedNights {
  readonly nights: readonly { readonly night: number; readonly document: NightDocument }[];
  readonly history: HistoryDocument;
}

/**
 * @param which nights, counted from 1; others are gaps of the history
 * @param buildOf name of the build that is measured on a night
 * @param morning why the night's build becomes the baseline; null: it does not
 */
export async function performNights(
  lab: SimulatedLab,
  which: readonly number[],
  buildOf: (night: number) => string,
  morning: Morning,
): Promise<PerformedNights> {
  const nights: { night: number; document: NightDocument }[] = [];
  for (const night of which) {
    const work = simulatedNight(lab, night, buildOf(night));
    const journal = journalInMemory(work.now());
    const state = await performNight(journal, work, {
      signal: new AbortController().signal,
      onStep: () => undefined,
    });
    nights.push({ night, document: documentOfNight(state, null) });
    const why = morning(night);
    if (why !== null)
      await setBaseline(
        { runs: lab.runs, run: runOf(night), who: 'the evaluation', why },
        { now: () => new Date(work.now()), folders: { cache: lab.files } },
      );
  }
  return { nights, history: await deriveHistory(lab.runs) };
}

function journalInMemory(at: string): NightJournal {
  const events: NightEvent[] = [{ did: 'begin', v: 1, at, night: at, budgetSeconds: null, retries: 1 }];
  return {
    read: async () => events,
    append: async (event) => {
      events.push(event);
    },
  };
}
