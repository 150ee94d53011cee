import type { RunVerdict } from '../../judge/verdict.ts';
import { type Line, type Painted, paint } from '../../terminal/line.ts';

const symbol = { GO: '✓', 'NO-GO': '✕', INCONCLUSIVE: '?', INVALID: '!' } as const;
const colour = { GO: 'blue', 'NO-GO': 'red', INCONCLUSIVE: 'yellow', INVALID: 'yellow' } as const;

/** A verdict line per phone, one for the run. */
export function verdictLines(verdict: RunVerdict): Line[] {
  const devices = verdict.devices.map((device): Line => {
    const detail = device.detail === null ? '' : ` (${device.detail})`;
    return ['  ', badge(device.verdict), `  ${device.device}: ${device.reason}${detail}`];
  });
  return [...devices, [badge(verdict.verdict), `  ${verdict.headline}`]];
}

const badge = (word: RunVerdict['verdict']): Painted => paint(colour[word], `${symbol[word]} ${word}`);
