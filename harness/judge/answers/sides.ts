import type { LaunchRecord, Measurement } from '../../measure/result.ts';

/** Launches whose answers count, by whose they are. */
export interface Sides {
  readonly baseline: readonly LaunchRecord[];
  readonly candidate: readonly LaunchRecord[];
  /** Of the candidate's model on the host. */
  readonly reference: readonly LaunchRecord[];
}

/** A launch that was too hot or too slow is out of the statistics, and its answers count; these ran other work. */
const RAN_SOMETHING_ELSE: ReadonlySet<string> = new Set([
  'other-launch',
  'model-differs',
  'backend-fallback',
  'debug-build',
  'other-protocol-version',
]);

/** Who answered on one phone, and the reference beside it. */
export function sidesOn({ manifest, launches, caveats }: Measurement, device: string): Sides {
  // Among variants the host measures servers, which are no reference.
  const host = manifest.kind === 'variants' ? undefined : manifest.reference?.device.id;
  const isOther = (launch: LaunchRecord): boolean =>
    caveats.some(
      (caveat) =>
        caveat.device === launch.device &&
        caveat.launch === launch.planned.id &&
        RAN_SOMETHING_ELSE.has(caveat.code),
    );
  const counted = launches.filter((launch) => !isOther(launch));
  const of = (role: string): LaunchRecord[] =>
    counted.filter((launch) => launch.device === device && launch.planned.role === role);
  return {
    baseline: of('baseline'),
    candidate: of('candidate'),
    reference: counted.filter((launch) => launch.device === host),
  };
}
