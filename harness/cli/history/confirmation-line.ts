import type { Confirmation } from '../../history/confirmation.ts';
import { changeWithInterval } from '../../words/numbers.ts';

const words: Readonly<Record<Confirmation['outcome'], string>> = {
  confirmed: 'confirmed',
  noise: 'noise trigger: the A/B does not find the change',
  repeat: 'too few valid blocks: run it once more',
  unconfirmed: 'unconfirmed, not enough evidence: too few valid blocks for the second time',
};

/** What a confirming run said, in one line. */
export function confirmationLine({
  change,
  outcome,
  changePercent,
  ci95Percent,
  blocks,
}: Confirmation): string {
  const measured =
    changePercent === null || ci95Percent === null
      ? ''
      : `: ${changeWithInterval(changePercent, ci95Percent)} from ${blocks} blocks`;
  return `${change} ${words[outcome]}${measured}`;
}
