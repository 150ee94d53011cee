import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import type { Measurement } from '../measure/result.ts';
import { type Bound, type BoundFinding, heldAgainst, objectionsOf } from './bound.ts';
import type { Objection } from './gate-request.ts';
import { classOf, memoryBounds } from './memory-bounds.ts';
import { growthObjections } from './more-growth.ts';

/** Bounds of the gate that the candidate breaks, or of which something is unknown: every case must keep them. */
export function limitObjections(measurement: Measurement): Objection[] {
  const { manifest } = measurement;
  return manifest.sessions.flatMap((session) => [
    ...unknownPhone(manifest, session),
    ...boundsOn(measurement, session).flatMap(objectionsOf),
    ...growthObjections(measurement, session.device),
  ]);
}

/** Every bound of the gate on every phone, kept or not. */
export const boundFindings = (measurement: Measurement): BoundFinding[] =>
  measurement.manifest.sessions.flatMap((session) => boundsOn(measurement, session));

const boundsOn = ({ manifest, summaries }: Measurement, session: PlannedSession): BoundFinding[] =>
  [...limitsOf(manifest, session), ...memoryBoundsOf(manifest, session)].map((bound) =>
    heldAgainst(bound, session.device, summaries),
  );

/** Phones on which a bound alone can prove something: how a conversation's memory grows is compared with no margin in per cent. */
export const boundedDevices = ({ sessions, memory }: Manifest): string[] =>
  memory ? sessions.filter(talks).map(({ device }) => device.id) : [];

const talks = ({ launches }: PlannedSession): boolean =>
  launches.some(({ kind, role }) => kind === 'conversation' && role === 'candidate');

const limitsOf = ({ limits }: Manifest, { device, launches }: PlannedSession): Bound[] =>
  (limits ?? [])
    .filter(({ deviceModel }) => deviceModel === undefined || deviceModel === device.model)
    .filter(({ suite }) => suite === undefined || launches.some((launch) => launch.suite === suite));

function memoryBoundsOf(manifest: Manifest, session: PlannedSession): Bound[] {
  const phoneClass = manifest.memory ? classOf(manifest.memory, session.device) : null;
  return manifest.memory && phoneClass
    ? memoryBounds(manifest.memory, manifest, phoneClass, talks(session))
    : [];
}

/** A phone whose memory nobody knows has no bound that it could keep. */
function unknownPhone({ memory }: Manifest, { device }: PlannedSession): Objection[] {
  if (!memory || classOf(memory, device)) return [];
  const reason = `Cannot tell: ${device.name} (${device.model}) is in no phone class of the gate, so how much memory a build may take there is unknown`;
  return [{ device: device.id, gate: 'memory', verdict: 'INCONCLUSIVE', reason, detail: null }];
}
