import type { JournalEvent, JournalEventOf } from '../../experiment/journal-event.ts';
import type { Journal } from '../../experiment/read-journal.ts';
import type { LaunchCheck } from './check.ts';
import { isReference } from './is-reference.ts';

/** Checks that a log is of the launch, the run and the app whose name it has. */
export const whoseLogChecks: readonly LaunchCheck[] = [
  {
    code: 'other-launch',
    rule: 'a log is of the launch whose name it has',
    effect: 'excludes',
    find({ agent, planned }) {
      const found = agent?.launch ?? planned.id;
      return found === planned.id ? null : `the log is that of the launch ${found}`;
    },
  },
  {
    code: 'other-run',
    rule: 'a log is of the run in whose folder it lies',
    effect: 'excludes',
    find({ agent }, { manifest }) {
      const found = agent?.run ?? manifest.run;
      return found === manifest.run ? null : `the log is of the run ${found}`;
    },
  },
  {
    // Without it the logs of two builds, or of two nights, can be exchanged unseen.
    code: 'log-unnamed',
    rule: 'a log names the run and the launch that it is of',
    effect: 'doubts',
    find({ agent, status }, context) {
      if (status === 'missing' || isReference(context) || (agent?.launch && agent.run)) return null;
      return `the log does not say of which ${agent?.launch ? 'run' : 'launch'} it is`;
    },
  },
  {
    code: 'copied-times',
    rule: 'no two trials of a run took, token by token, exactly equally long: one of two such logs is a copy',
    effect: 'excludes',
    find(launch, { copies, harness }) {
      const other = copies.get(launch);
      // A virtual phone draws its noise from the beginning when its session is opened anew: a resumed one repeats itself.
      if (other === undefined || (launch.virtual === true && wasResumed(harness))) return null;
      return `its token times are also those of ${other}`;
    },
  },
  {
    code: 'app-differs',
    rule: 'the app that was installed and the app that ran are those that were planned',
    effect: 'excludes',
    find({ agent, planned }, context) {
      const { build, harness } = context;
      // The reference is an agent of this host: it is no app.
      if (!build || isReference(context)) return null;
      const installed = installedApp(harness, planned.id, build.app.sha256);
      if (installed && installed.sha256 !== build.app.sha256)
        return `the archive that was installed is ${installed.sha256.slice(0, 12)}, planned was ${build.app.sha256.slice(0, 12)}`;
      const ran = agent && `${agent.build.bundleId} ${agent.build.version}`;
      const wanted = `${build.bundleId} ${build.version}`;
      return ran === null || ran === wanted ? null : `${ran} ran, planned was ${wanted}`;
    },
  },
  {
    code: 'app-unrecorded',
    rule: 'the journal says which archive was installed for a launch',
    effect: 'doubts',
    find({ planned, status }, context) {
      const { build, harness } = context;
      if (status === 'missing' || !build || isReference(context)) return null;
      if (installedApp(harness, planned.id, build.app.sha256)) return null;
      return 'the journal does not say which app was installed';
    },
  },
];

/**
 * The archive that a launch ran with: the last one before it was started for the last time. For one that never started,
 * what was tried for it; what could not be installed is none, unless it was another than planned.
 */
function installedApp(
  journal: Journal | undefined,
  launch: string,
  planned: string,
): JournalEventOf<'harness.deploy'> | undefined {
  const events = journal?.events ?? [];
  const start = events.findLastIndex(
    (event) => event.type === 'harness.launch' && event.outcome === 'started' && event.launch === launch,
  );
  const isOne = (event: JournalEvent): event is JournalEventOf<'harness.deploy'> =>
    event.type === 'harness.deploy' &&
    event.artefact === 'app' &&
    event.outcome !== 'removed' &&
    (event.outcome !== 'failed' || event.sha256 !== planned);
  if (start >= 0) return events.slice(0, start).findLast(isOne);
  return events.filter(isOne).findLast((event) => event.launch === launch);
}

const wasResumed = (harness: Journal | undefined): boolean =>
  (harness?.events ?? []).filter((event) => event.type === 'harness.session' && event.outcome === 'started')
    .length > 1;
