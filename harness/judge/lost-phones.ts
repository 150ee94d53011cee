import type { Caveat } from '../measure/caveat.ts';
import type { GateVerdict } from './verdict.ts';

/** What is said of a phone that was lost, or never came: it is the lab's and not the measurement's. */
const LOST: readonly string[] = ['session-lost', 'session-unfinished', 'no-data'];

/** Whether a run is INVALID for no other reason than that phones were lost: measured again it may well be valid. */
export function onlyPhonesLost({ verdict, devices }: GateVerdict, caveats: readonly Caveat[]): boolean {
  const invalid = devices.filter((device) => device.verdict === 'INVALID');
  const isLost = (id: string): boolean =>
    caveats.some(({ code, device }) => device === id && LOST.includes(code));
  return verdict === 'INVALID' && invalid.length > 0 && invalid.every(({ device }) => isLost(device));
}
