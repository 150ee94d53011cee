import { simulatedRunLogs } from '../../app/simulated-run.fixture.ts';
import type { Expectation } from '../../experiment/expectation.ts';
import type { OutputPolicy } from '../../experiment/gate-policy.ts';
import type { Manifest, PlannedBuild, PlannedLaunch } from '../../experiment/manifest.ts';
import { phoneFixture } from '../../experiment/phone.fixture.ts';
import type { Event, EventOf } from '../../protocol/event.ts';
import type { Piece } from '../../protocol/piece.ts';
import type { EventLog } from '../../protocol/read-log.ts';
import { deriveLogs } from '../derive.ts';
import { withPieces } from './pieces.fixture.ts';

export type Side = 'baseline' | 'candidate' | 'reference';
type Scores = Pick<EventOf<'scores'>, 'ids' | 'logProbabilities' | 'likeliest'>;

/** A quiet run of two builds on one phone, in which everybody answers as is said here. */
export interface AnsweredRun {
  /** Greedy ids of a case, null: the log does not say them; absent: 1, 2, 3 … of everybody. */
  readonly answer?: (side: Side, name: string, ids: readonly number[]) => readonly number[] | null;
  /** Of a case, null: it has none; absent: nobody scores. */
  readonly scores?: (side: Side, name: string) => Scores | null;
  /** True: the plan asks for them, of prompts with as many tokens as there are ids. */
  readonly areAsked?: boolean;
  /** False: the run has no reference. */
  readonly reference?: boolean;
  /** What the cases expect; absent: they are seeded ids. */
  readonly questions?: Expectation | 'any' | undefined;
  readonly pieces?: readonly Piece[];
  /** Changes the candidate's build. */
  readonly candidate?: (build: PlannedBuild) => PlannedBuild;
  readonly extra?: Partial<Manifest>;
}

/** Margins that every agreement keeps. */
export const anyAgreement: OutputPolicy = {
  leastPrefixPercent: 0,
  mostPartingPercent: 100,
  leastTopOnePercent: 0,
  mostGapNats: 9,
  mostLossNats: 9,
};

const speeds = { baseline: 10, candidate: 10 };
const WARM_UP_TOKENS = 2;
const REFERENCE = 'reference-quick';

/** The run derived from its logs. */
export function derivedRun(run: AnsweredRun) {
  const plain = simulatedRunLogs({ speeds, ...(run.extra ? { extra: run.extra } : {}) });
  const manifest = manifestOf(plain.manifest as Manifest, run);
  const buildOf = (role: string): PlannedBuild | undefined =>
    manifest.builds.find((build) => build.role === role);
  const launches = new Map<string, EventLog>();
  for (const { device, launches: planned } of manifest.sessions)
    for (const launch of planned) {
      const key = `${device.id}/${launch.id}`;
      const log = plain.launches.get(key);
      const side = launch.role === 'candidate' ? 'candidate' : 'baseline';
      if (log) launches.set(key, answered(log, side, run, buildOf(side)));
    }
  const [first] = plain.launches.values();
  if (manifest.reference && first)
    launches.set(`host/${REFERENCE}`, answered(first, 'reference', run, buildOf('candidate')));
  return deriveLogs(withPieces({ ...plain, manifest, launches }, run.pieces ?? []));
}

function manifestOf(manifest: Manifest, run: AnsweredRun): Manifest {
  const builds = manifest.builds.map((build) =>
    build.role === 'candidate' && run.candidate ? run.candidate(build) : build,
  );
  const sessions = manifest.sessions.map((session) => ({
    ...session,
    launches: session.launches.map((launch) => asking(launch, run)),
  }));
  const launch = sessions[0]?.launches.find(({ role }) => role === 'candidate');
  const reference =
    run.reference === false || !launch
      ? null
      : {
          device: { ...phoneFixture('host'), name: 'Mac' },
          launches: [{ ...launch, id: REFERENCE }],
        };
  return { ...manifest, builds, sessions, reference };
}

function asking(launch: PlannedLaunch, { questions, areAsked }: AnsweredRun): PlannedLaunch {
  if (areAsked) return { ...launch, steps: launch.steps.map((step) => ({ ...step, score: true })) };
  if (questions === undefined) return launch;
  const expect = questions === 'any' ? {} : { expect: questions };
  const prompt = { kind: 'chat', text: 'Repeat it: 2033-01-10' } as const;
  return { ...launch, steps: launch.steps.map((step) => ({ ...step, prompt, ...expect })) };
}

/** @param build whose model and settings the log says were loaded */
function answered(
  log: EventLog,
  side: Side,
  { answer, scores }: AnsweredRun,
  build?: PlannedBuild,
): EventLog {
  const names = new Map(
    log.events.flatMap((event) =>
      event.type === 'trial.started' ? [[event.trial, event.case] as const] : [],
    ),
  );
  const events = log.events.map((event): Event => {
    if (event.type === 'agent.started' && side === 'reference') return { ...event, launch: REFERENCE };
    if (event.type === 'model.digest') return { ...event, sha256: build?.model.sha256 ?? event.sha256 };
    if (event.type === 'model.loaded' && build) return loadedAs(event, build);
    if (event.type !== 'tokens' || !answer) return event;
    return answeredWith(event, (ids) => answer(side, names.get(event.trial) ?? '', ids));
  });
  const t = log.events.at(-1)?.t ?? 0;
  const scored = scores
    ? [...names.values()]
        .filter((name) => name !== 'warm-up')
        .flatMap((name): Event[] => {
          const own = scores(side, name);
          return own ? [{ v: 1, seq: 0, t, type: 'scores', case: name, ...own }] : [];
        })
    : [];
  return { ...log, events: [...events.slice(0, -1), ...scored, ...events.slice(-1)] };
}

/** The tokens that are said instead; a warm-up's stay. */
function answeredWith(
  event: EventOf<'tokens'>,
  answer: (ids: readonly number[]) => readonly number[] | null,
): EventOf<'tokens'> {
  const { ids, ...rest } = event;
  if (!ids || ids.length <= WARM_UP_TOKENS) return event;
  const given = answer(ids);
  return given ? { ...rest, ids: [...given] } : rest;
}

const loadedAs = (
  event: EventOf<'model.loaded'>,
  { model, engine }: PlannedBuild,
): EventOf<'model.loaded'> => ({
  ...event,
  sha256: model.sha256,
  backend: engine.backend === 'auto' ? event.backend : engine.backend,
  backendRequested: engine.backend,
  settings: Object.fromEntries(
    Object.entries(engine).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
});
