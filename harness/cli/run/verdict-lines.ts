import { type Doubts, doubtSentence } from '../../judge/doubts.ts';
import type { GateVerdict } from '../../judge/verdict.ts';
import { type Line, type Painted, paint } from '../../terminal/line.ts';

const symbol = { GO: '✓', 'NO-GO': '✕', INCONCLUSIVE: '?', INVALID: '!' } as const;
const colour = { GO: 'blue', 'NO-GO': 'red', INCONCLUSIVE: 'yellow', INVALID: 'yellow' } as const;

/** A verdict line per phone, one for the run with the number of its doubts and the worst. */
export function verdictLines(verdict: GateVerdict & { readonly doubts?: Doubts }): Line[] {
  const devices = verdict.devices.map((device): Line => {
    const detail = device.detail === null ? '' : ` (${device.detail})`;
    return ['  ', badge(device.verdict), `  ${device.device}: ${device.reason}${detail}`];
  });
  const doubted = verdict.doubts ? doubtSentence(verdict.doubts, verdict.headline) : null;
  const headline = doubted === null ? verdict.headline : `${verdict.headline} (${doubted})`;
  return [...devices, [badge(verdict.verdict), `  ${headline}`]];
}

const badge = (word: GateVerdict['verdict']): Painted => paint(colour[word], `${symbol[word]} ${word}`);
