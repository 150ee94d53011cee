import type { Manifest } from '../experiment/manifest.ts';
import type { Caveat } from '../measure/caveat.ts';
import type { GateVerdict } from './verdict.ts';

/** What is said of a phone that was lost, or never came: it is the lab's and not the measurement's. */
const LOST: readonly string[] = ['session-lost', 'session-unfinished', 'no-data'];

/** Whether that was said of the phone. */
const wasLost = (id: string, caveats: readonly Caveat[]): boolean =>
  caveats.some(({ code, device }) => device === id && LOST.includes(code));

/**
 * Phones that were lost and that the run does not need: it is judged by the others, if there are any, or enough. The last one of a
 * model that the gate requires is needed, whatever the phone's own entry says.
 */
export function lostOptionalPhones(
  { sessions, atLeast, requiredPhones = [] }: Pick<Manifest, 'sessions' | 'atLeast' | 'requiredPhones'>,
  caveats: readonly Caveat[],
): readonly string[] {
  const all = sessions.filter(({ device }) => wasLost(device.id, caveats));
  const areEnough = atLeast !== undefined && sessions.length - all.length >= atLeast;
  const lost = areEnough ? all : all.filter(({ device }) => device.required === false);
  if (lost.length === sessions.length) return [];
  const kept = new Set(
    sessions.filter((session) => !lost.includes(session)).map(({ device }) => device.model),
  );
  const isNeeded = (model: string): boolean => requiredPhones.includes(model) && !kept.has(model);
  return lost.filter(({ device }) => !isNeeded(device.model)).map(({ device }) => device.id);
}

/**
 * Why phones were lost: all of them because an app could not be installed, or because this host failed; else the phones, or the way
 * to them.
 */
export function causeOfLosses(
  { sessions }: Manifest,
  caveats: readonly Caveat[],
): 'install' | 'host' | 'device' {
  const lost = sessions.filter(({ device }) => wasLost(device.id, caveats));
  const allBy = (code: string): boolean =>
    lost.length > 0 &&
    lost.every(({ device }) => caveats.some((each) => each.code === code && each.device === device.id));
  if (allBy('lost-by-install')) return 'install';
  return allBy('lost-by-host') ? 'host' : 'device';
}

/** Whether a run is INVALID for no other reason than that phones were lost: measured again it may well be valid. */
export function onlyPhonesLost({ verdict, devices }: GateVerdict, caveats: readonly Caveat[]): boolean {
  const invalid = devices.filter((device) => device.verdict === 'INVALID');
  return (
    verdict === 'INVALID' && invalid.length > 0 && invalid.every(({ device }) => wasLost(device, caveats))
  );
}
