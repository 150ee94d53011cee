import type { Confirmation } from '../../history/confirmation.ts';

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
  const digits = (value: number): string => String(Number(value.toPrecision(3)));
  const measured =
    changePercent === null || ci95Percent === null
      ? ''
      : `: ${digits(changePercent)} % (${digits(ci95Percent[0])} to ${digits(ci95Percent[1])}) from ${blocks} blocks`;
  return `${change} ${words[outcome]}${measured}`;
}
