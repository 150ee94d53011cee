import { sideOf } from '../experiment/build-of.ts';
import type { PlannedBuild } from '../experiment/manifest.ts';
import type { Derived } from '../judge/derive.ts';
import type { LaunchRecord, MetricValue } from '../measure/result.ts';
import { type ColumnOf, columnsOf } from './table.ts';

/** A launch, and the run that it belongs to. */
export interface RunLaunch {
  readonly run: string;
  readonly role: MetricValue['role'];
  readonly launch: LaunchRecord;
  /** What it ran; undefined for a server, whose files nobody sees. */
  readonly plannedBuild: PlannedBuild | undefined;
}

/** Every launch of a run, the reference's too, in the order of the plan. */
export function runLaunches({ measurement: { manifest, launches } }: Derived): RunLaunch[] {
  // Among variants the host measures servers only, which are no reference.
  const reference = manifest.kind === 'variants' ? null : manifest.reference?.device.id;
  return launches.map((launch) => ({
    run: manifest.run,
    role: launch.device === reference ? 'reference' : launch.planned.role,
    launch,
    plannedBuild: manifest.builds.find(({ role, id }) =>
      launch.planned.build === undefined ? role === sideOf(launch.planned.role) : id === launch.planned.build,
    ),
  }));
}

/** What tells a launch from all others; the first columns of every table of launches and of what is in them. */
export function launchColumns<Row extends RunLaunch>(): ColumnOf<Row>[] {
  const { text } = columnsOf<Row>();
  return [
    text('run', 'The run, by its id', ({ run }) => run),
    text('device', 'The phone, by its id in the lab', ({ launch }) => launch.device),
    text('launch', 'The launch, by its id in the session', ({ launch }) => launch.planned.id),
    text('role', 'baseline, candidate, pinned, variant, conditioning or reference', ({ role }) => role),
    text(
      'build',
      'The id of a variant or server; null where the role names the build',
      ({ launch }) => launch.planned.build,
    ),
    text('suite', 'The suite, by its id', ({ launch }) => launch.planned.suite),
  ];
}
