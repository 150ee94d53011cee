import type { Smoke } from '../app/smoke/smoke.ts';
import type { SmokeStep } from '../app/smoke/smoke-document.ts';
import { type Line, paint } from '../terminal/line.ts';

const badges = {
  worked: paint('blue', '✓ '),
  failed: paint('red', '✕ '),
  'not reached': paint('yellow', '– '),
} as const;

/** What worked and how long it took, what did not, and what to do next. */
export function smokeLines(smoke: Smoke): Line[] {
  const { fault, device, run, recorded, works } = smoke;
  const phone = smoke.virtual ? `${device}, a virtual phone,` : device;
  return [
    ...smoke.steps.map(stepLine),
    ...(recorded === null ? [] : [`recorded for a bug report, without what names the phone: ${recorded}`]),
    ...(run === null ? [] : [`what was measured: ${run}`]),
    works ? `${phone} works` : `${phone} does not work yet`,
    works
      ? `next: heatsoak run --device ${device} --suite quick --candidate candidate.json --baseline baseline.json`
      : `next: ${fault?.hint ?? `heatsoak doctor --device ${device}`}`,
  ];
}

function stepLine({ step, outcome, seconds, says }: SmokeStep): Line {
  const took = seconds === null ? '' : `${seconds.toFixed(1)} s`;
  const words = outcome === 'not reached' && says === '' ? 'was not reached' : says;
  return [badges[outcome], `${step.padEnd(8)} ${took.padStart(8)}  ${words}`];
}
