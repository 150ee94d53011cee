import type { PerformedNights } from './perform-nights.ts';
import { mustStop, type Planted, plantedOn } from './planted-nights.ts';
import { runOf } from './simulated-night.ts';

/** A night of the evaluation: what was planted, what is shown of it, and whether both the showing and the verdict are right. */
export interface ShownNight {
  readonly night: number;
  readonly planted: Planted;
  readonly verdict: string;
  readonly shown: readonly string[];
  readonly headline: string;
  readonly isRight: boolean;
}

/** What must be shown of each kind of night, and of no other. */
const mustShow: Readonly<Record<Planted, readonly string[]>> = {
  nothing: [],
  first: ['no baseline'],
  update: ['no baseline', 'OS update'],
  lost: ['phone-lost'],
  step: ['slower'],
  hot: ['hot'],
  wrong: ['wrong-output'],
  crash: ['crash'],
};

/** Every night as the product shows it: in its document, and in the history. */
export function shownNights({ nights, history }: PerformedNights): ShownNight[] {
  return nights.map(({ night, document }) => {
    const planted = plantedOn(night);
    const run = history.runs.find((each) => each.run === runOf(night));
    const epochs = history.series.flatMap((series) =>
      series.epochs.filter((epoch) => epoch.run === runOf(night)),
    );
    const shown = [
      ...(document.withoutBaseline === null ? [] : ['no baseline']),
      ...(epochs.some(({ reasons }) => reasons.some((reason) => reason.startsWith('OS build')))
        ? ['OS update']
        : []),
      ...new Set((run?.events ?? []).map(({ kind }) => kind)),
      ...(/ slower than baseline/.test(document.headline) ? ['slower'] : []),
      ...document.answers.flatMap(({ outcome }) => (outcome === null ? [] : [`trigger ${outcome}`])),
    ];
    const isShown = mustShow[planted].every((each) => shown.includes(each));
    const isAlone = shown.every((each) => mustShow[planted].includes(each));
    const stops = document.verdict === 'NO-GO';
    return {
      ...{ night, planted, shown, headline: document.headline, verdict: document.verdict ?? 'none' },
      isRight: document.verdict !== null && isShown && isAlone && stops === mustStop(night),
    };
  });
}
