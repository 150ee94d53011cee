import type { RunVerdict } from '../../judge/gate.ts';
import { paint } from '../../terminal/terminal.ts';

const symbol = { GO: '✓', 'NO-GO': '✕', INCONCLUSIVE: '?', INVALID: '!' } as const;
const colour = { GO: 'blue', 'NO-GO': 'red', INCONCLUSIVE: 'yellow', INVALID: 'yellow' } as const;

/** A verdict line per phone, one for the run. */
export function verdictLines(verdict: RunVerdict): string[] {
  const devices = verdict.devices.map(
    (device) =>
      `  ${badge(device.verdict)}  ${device.device}: ${device.reason}${device.detail === null ? '' : ` (${device.detail})`}`,
  );
  return [...devices, `${badge(verdict.verdict)}  ${verdict.headline}`];
}

function badge(word: RunVerdict['verdict']): string {
  return paint(colour[word], `${symbol[word]} ${word}`);
}
