import type { NightStep } from '../../history/nightly/next-night-step.ts';
import type { NightDocument } from '../../history/nightly/night-document.ts';
import type { TriggerAnswer } from '../../history/nightly/night-event.ts';
import { changeText } from '../../words/numbers.ts';

const words: Readonly<Record<NightStep['kind'], string | null>> = {
  build: 'tonight’s build',
  examine: 'examining the lab',
  measure: 'measuring',
  resume: 'going on with what was lost',
  'give-up': null,
  judge: null,
  watch: 'looking at the history',
  confirm: 'answering a trigger of the history',
  publish: null,
  rotate: null,
  end: null,
};

/** What a night does now; null for steps of a moment. */
export const stepLine = ({ kind }: NightStep): string | null =>
  words[kind] === null ? null : `· ${words[kind]}`;

/** The night for a person: what was left out, what was answered, and its verdict last. */
export function nightLines(night: NightDocument): string[] {
  const { left, unfit, unfinished, triggers, answers, removed, withoutBaseline } = night;
  const waiting = triggers.filter(
    ({ change }) => !answers.some((each) => each.change === change && each.outcome),
  );
  return [
    ...unfit.map(({ device, why }) => `! ${device ?? 'this host'} is not fit: ${why}`),
    ...left.map(({ suite, why }) => `! ${suite} is left out: it ${why}`),
    ...(withoutBaseline === null || night.run === null ? [] : [`! no baseline: ${withoutBaseline}`]),
    ...unfinished.map((device) => `! ${device} still has launches left: heatsoak resume ${night.run}`),
    ...answers.map(answerLine),
    ...waiting.map(
      ({ change, series, shiftPercent }) =>
        `? ${change} waits: ${series} ${changeText(shiftPercent)}: heatsoak confirm --trigger ${change}`,
    ),
    ...(removed.length > 0
      ? [`deleted: ${removed.length} runs, ${(night.freedBytes / 1e9).toFixed(2)} GB: ${removed.join(', ')}`]
      : []),
    ...(night.report === null ? [] : [`report: ${night.report}`]),
    `${night.verdict ?? (night.interrupted ? 'interrupted' : 'nothing measured')}  ${night.headline}`,
  ];
}

const answerLine = ({ change, outcome, changePercent, run, why }: TriggerAnswer): string =>
  outcome === null
    ? `? ${change} has no answer: ${why}`
    : `${change}: ${outcome}${changePercent === null ? '' : ` (${changeText(changePercent)})`} by run ${run}`;
