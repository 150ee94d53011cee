import type { OutputPolicy } from '../../experiment/gate-policy.ts';
import { numberIn, settingNumber } from '../../words/numbers.ts';
import type { Agreement } from './agreement.ts';

/** A margin of the output policy that an agreement breaks. */
export interface Breach {
  readonly of: 'greedy ids' | 'likeliest ids' | 'likelihood';
  readonly text: string;
}

/** Margins of greedy ids that are broken; empty where all are kept or nothing is known. */
export function idBreaches(agreement: Agreement | null, policy: OutputPolicy): Breach[] {
  const { prefixPercent = null, partingPercent = null } = agreement ?? {};
  const { leastPrefixPercent, mostPartingPercent } = policy;
  const of = 'greedy ids';
  if (prefixPercent !== null && prefixPercent < leastPrefixPercent)
    return [
      {
        of,
        text: `${of} agree for the first ${numberIn('%', prefixPercent)} % of an answer, ${atLeast(leastPrefixPercent)}`,
      },
    ];
  if (partingPercent !== null && partingPercent > mostPartingPercent)
    return [
      {
        of,
        text: `${of} part at ${numberIn('%', partingPercent)} % of tokens, at most ${settingNumber(mostPartingPercent)} % is allowed`,
      },
    ];
  return [];
}

/** The same of the ids and of what was scored. */
export function breaches(agreement: Agreement | null, policy: OutputPolicy): Breach[] {
  const { topOnePercent = null, lossNats = null } = agreement ?? {};
  const { leastTopOnePercent, mostGapNats } = policy;
  const found = idBreaches(agreement, policy);
  if (topOnePercent !== null && topOnePercent < leastTopOnePercent) {
    const text = `the likeliest id is the same at ${numberIn('%', topOnePercent)} % of positions, ${atLeast(leastTopOnePercent)}`;
    found.push({ of: 'likeliest ids', text });
  }
  if (lossNats !== null && lossNats > mostGapNats)
    found.push({ of: 'likelihood', text: lossText(lossNats, mostGapNats) });
  return found;
}

const atLeast = (percent: number): string => `at least ${settingNumber(percent)} % is allowed`;

export const lossText = (nats: number, most: number): string =>
  `likelihood is ${numberIn('nats/tok', nats)} nats a token lower, at most ${settingNumber(most)} is allowed`;

/**
 * So many answers must part before ids alone stop a build: one or two may be a near tie each. Where rounding decides one id
 * in a hundred otherwise, the margins with this rule stop 2 % of builds in the suites that ship; where one in ten is wrong,
 * 96 to 100 % (simulated).
 */
const FEWEST_PARTED = 3;

export const mayBeTies = ({ answers, equalAnswers }: Agreement): boolean =>
  answers - equalAnswers < FEWEST_PARTED;
