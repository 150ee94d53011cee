import type { JournalEventOf } from '../../experiment/journal-event.ts';
import type { Manifest, PlannedDevice } from '../../experiment/manifest.ts';
import { failuresOf, isDeath, launchEnd } from '../launch-end.ts';
import type { AgentRecord, LaunchRecord } from '../result.ts';
import type { ExcludedLaunches, LaunchContext, SessionCheck } from './check.ts';

/** With more than this share of a build's launches excluded its statistics no longer measure what was planned. */
const MOST_EXCLUDED = 0.25;

type Harness = Parameters<SessionCheck['find']>[0]['harness'];

/** The end of the session since it was opened last: one that was lost and then went on counts as one that was never lost. */
export function endOf(
  harness: Harness,
  outcome: 'finished' | 'lost',
): JournalEventOf<'harness.session'> | undefined {
  const all = (harness?.events ?? []).filter((event) => event.type === 'harness.session');
  const opened = all.findLastIndex((event) => event.outcome === 'started');
  return all.slice(opened + 1).find((event) => event.outcome === outcome);
}

const isOver = (harness: Harness, outcome: 'finished' | 'lost'): boolean =>
  endOf(harness, outcome) !== undefined;

type Session = Pick<LaunchContext, 'manifest' | 'session' | 'harness'>;

/**
 * Whether the app died on a phone that was well. Where two builds are compared that speaks against the build and not against
 * the measurement: the gate counts deaths, and no check makes them the phone's fault.
 */
const died = (launch: LaunchRecord, { manifest, session, harness }: Session): boolean =>
  comparesBuilds(manifest) && isDeath(launchEnd(launch, harness, session));

const comparesBuilds = ({ kind, builds }: Manifest): boolean =>
  kind !== 'aa' &&
  (['baseline', 'candidate'] as const).every((role) => builds.some((build) => build.role === role));

/** A session that ended early says so by a check of its own; in one that ran to its end a silent launch is a lost one. */
const isLost = (launch: LaunchRecord): boolean =>
  launch.status !== 'complete' || (launch.planned.steps.some((step) => step.scored) && !hasValue(launch));

const hasValue = (launch: LaunchRecord): boolean =>
  launch.trials.some((trial) => trial.scored && trial.invalid === null);

const buildOf = ({ planned }: LaunchRecord): string => planned.build ?? planned.role;
const ofBuildAndSuite = (launch: LaunchRecord): string =>
  `${buildOf(launch)} launches of ${launch.planned.suite}`;

/** What ran, as far as a log says it; a launch that ended before its model was loaded says no engine. */
function appOf({ agent, load }: LaunchRecord): string | null {
  if (!agent || !load) return null;
  return `${agent.build.bundleId} ${agent.build.version} with ${load.engine} ${load.engineVersion}`;
}

/** Of reasons of one kind the first one's words: they may tell numbers that differ. */
function mostFrequentReason(out: readonly LaunchRecord[], excluded: ExcludedLaunches): string {
  const reasons = out.map((launch) => excluded.get(launch) ?? whyNoValue(launch));
  const count = (code: string): number => reasons.filter((each) => each.code === code).length;
  const [first] = [...reasons].sort((a, b) => count(b.code) - count(a.code));
  if (!first) return '';
  const times = count(first.code);
  return times === out.length ? first.message : `${first.message} (in ${times} of them)`;
}

function whyNoValue({ faults }: LaunchRecord): { code: string; message: string } {
  const [fault] = failuresOf(faults);
  if (!fault) return { code: 'no-value', message: 'the launch gave no value' };
  return { code: fault.code, message: `${fault.code}: ${fault.message}` };
}

interface CaseOfBuild {
  readonly build: string;
  /** `suite/case`. */
  readonly caseId: string;
  /** Whether each launch gave a value for it. */
  readonly given: boolean[];
}

function casesOf(launches: readonly LaunchRecord[]): CaseOfBuild[] {
  const cases = new Map<string, CaseOfBuild>();
  for (const launch of launches) {
    const build = buildOf(launch);
    for (const step of launch.planned.steps.filter(({ scored }) => scored)) {
      const caseId = `${launch.planned.suite}/${step.case}`;
      const found = cases.get(`${build} ${caseId}`) ?? { build, caseId, given: [] };
      found.given.push(
        launch.trials.some((trial) => trial.case === step.case && trial.scored && trial.invalid === null),
      );
      cases.set(`${build} ${caseId}`, found);
    }
  }
  return [...cases.values()];
}

/** iOS tells an app no chip; a model has one. */
function otherPhone(device: PlannedDevice, { model, chip }: AgentRecord, virtual: boolean): string[] {
  const kindOf = (simulated: boolean): string => (simulated ? 'a virtual phone' : 'a physical phone');
  return [
    ...(model === device.model ? [] : [`planned was ${device.model}, ${model} answered`]),
    ...(chip === null || chip === device.chip
      ? []
      : [`planned was the chip ${device.chip}, ${chip} answered`]),
    ...(virtual === device.virtual
      ? []
      : [`planned was ${kindOf(device.virtual)}, ${kindOf(virtual)} answered`]),
  ];
}

/** An agent says `iOS 26.1`, devices.json `26.1`; none where it says no number. */
const versionOf = ({ os }: AgentRecord): string[] =>
  [os.replace(/^\D+/, '')].filter((version) => version !== '');

/** What a session's end says when somebody stopped the run: the phone did nothing wrong. */
const INTERRUPTED = 'interrupted';

export const sessionChecks: readonly SessionCheck[] = [
  {
    code: 'session-lost',
    rule: 'the phone stays connected until its last launch',
    effect: 'invalidates',
    find({ harness, session, device }) {
      const lost = endOf(harness, 'lost');
      if (!lost) return null;
      const done = session.filter((launch) => launch.status === 'complete').length;
      const end = lost.message === INTERRUPTED ? 'was interrupted' : 'was lost';
      // An error may have no words, or blank ones.
      const words = lost.message === INTERRUPTED ? '' : (lost.message ?? '').trim();
      const why = words === '' ? '' : `: ${words}`;
      return `${device.name} ${end} after ${done} of ${session.length} launches${why}`;
    },
  },
  {
    code: 'no-data',
    rule: 'every planned device has data; a missing one never passes',
    effect: 'invalidates',
    find: (context) =>
      !isOver(context.harness, 'lost') &&
      context.session.every((launch) => launch.status === 'missing' && !died(launch, context))
        ? `${context.device.name} has no data`
        : null,
  },
  {
    code: 'no-value',
    rule: 'at least one launch of a device gives a value',
    effect: 'invalidates',
    find(context) {
      const { harness, session, device } = context;
      const hasData = session.some((launch) => launch.status !== 'missing');
      if (!hasData || isOver(harness, 'lost') || session.some(hasValue)) return null;
      if (session.some((launch) => died(launch, context))) return null;
      const fault = session.flatMap((launch) => failuresOf(launch.faults))[0];
      return `${device.name}: no launch gave a value${fault ? `; ${fault.code}: ${fault.message}` : ''}`;
    },
  },
  {
    code: 'session-unfinished',
    rule: 'a session runs to its last launch',
    effect: 'invalidates',
    find(context) {
      const { harness, session, device } = context;
      const began = session.some((launch) => hasValue(launch) || died(launch, context));
      return began && !isOver(harness, 'lost') && !isOver(harness, 'finished')
        ? `the session on ${device.name} was ended before its last launch`
        : null;
    },
  },
  {
    code: 'os-changed',
    rule: 'one session, one OS and one build of it',
    effect: 'invalidates',
    find({ session, device }) {
      const builds = [...new Set(session.flatMap(({ agent }) => agent?.osBuild ?? []))];
      if (builds.length > 1) return `${device.name} changed its OS build: ${builds.join(', ')}`;
      const versions = [...new Set(session.flatMap(({ agent }) => (agent ? versionOf(agent) : [])))];
      return versions.length > 1 ? `${device.name} changed its OS: ${versions.join(', ')}` : null;
    },
  },
  {
    code: 'os-differs',
    rule: 'the phone has the iOS that devices.json says; numbers of another iOS are another series',
    effect: 'note',
    find({ session, device }) {
      const versions = new Set(session.flatMap(({ agent }) => (agent ? versionOf(agent) : [])));
      const other = [...versions].find((version) => version !== device.os);
      if (other !== undefined) return `${device.name} has iOS ${other}, devices.json says ${device.os}`;
      const builds = session.flatMap(({ agent }) => agent?.osBuild ?? []);
      const moved = device.osBuild && builds.find((build) => build !== device.osBuild);
      return moved ? `${device.name} has iOS build ${moved}, devices.json pins ${device.osBuild}` : null;
    },
  },
  {
    code: 'app-changed',
    rule: 'one build is one app and one engine from the first launch of a session to its last, also when it is resumed',
    effect: 'invalidates',
    find({ session, device }) {
      for (const build of new Set(session.map(buildOf))) {
        const own = session.filter((launch) => buildOf(launch) === build);
        const seen = [...new Set(own.flatMap((launch) => appOf(launch) ?? []))];
        if (seen.length > 1) return `the ${build} changed on ${device.name}: ${seen.join(', ')}`;
      }
      return null;
    },
  },
  {
    code: 'other-device',
    rule: 'the phone that answers is the one that was planned: its model, its chip, and whether its physics are simulated',
    effect: 'invalidates',
    find({ session, device }) {
      const others = session.flatMap(({ agent, virtual }) =>
        agent ? otherPhone(device, agent, virtual) : [],
      );
      return others[0] ?? null;
    },
  },
  {
    code: 'launches-excluded',
    rule: 'at most a quarter of a build’s launches of a suite is taken out of the statistics, or gave no value',
    effect: 'invalidates',
    find(context, excluded) {
      const { harness, session, device } = context;
      const ended = isOver(harness, 'finished') && session.some(hasValue);
      for (const what of new Set(session.map(ofBuildAndSuite))) {
        const own = session.filter((launch) => ofBuildAndSuite(launch) === what);
        const out = own.filter(
          (launch) => excluded.has(launch) || (ended && isLost(launch) && !died(launch, context)),
        );
        if (out.length > MOST_EXCLUDED * own.length)
          return `${out.length} of ${own.length} ${what} on ${device.name} are not valid: ${mostFrequentReason(out, excluded)}`;
      }
      return null;
    },
  },
  {
    code: 'case-missing',
    rule: 'every planned case gives a value in at least three quarters of a build’s valid launches',
    effect: 'invalidates',
    find({ session, device }, excluded) {
      const valid = session.filter((launch) => !excluded.has(launch) && !isLost(launch));
      for (const { build, caseId, given } of casesOf(valid)) {
        const without = given.filter((gave) => !gave).length;
        if (without > MOST_EXCLUDED * given.length)
          return `case ${caseId} gave no value in ${without} of ${given.length} launches of the ${build} on ${device.name}`;
      }
      return null;
    },
  },
];
