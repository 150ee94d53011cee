import { expect, test } from 'vitest';
import { type SimulatedRun, simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import type { Manifest, PlannedLaunch } from '../experiment/manifest.ts';
import type { Event } from '../protocol/event.ts';
import type { Piece } from '../protocol/piece.ts';
import { engineSettings } from '../protocol/plan-file.ts';
import type { RunLogs } from '../store/run-folder.ts';
import { numbered, withPieces } from './answers/pieces.fixture.ts';
import { deriveLogs } from './derive.ts';

const speeds = { baseline: 10, candidate: 10 };

/** A quiet run of two builds in which some answers are other ones. @param other the ids of a launch, from those it gave */
function runWith(
  other: (
    launch: { readonly id: string; readonly role: string },
    ids: readonly number[],
  ) => readonly number[],
  extra: Partial<Manifest> = {},
) {
  return runOf(
    (planned, event) =>
      event.type === 'tokens' && event.ids && event.ids.length > WARM_UP_TOKENS
        ? { ...event, ids: [...other(planned, event.ids)] }
        : event,
    { extra },
  );
}

const WARM_UP_TOKENS = 2;

/** The same with any event of any launch replaced. */
function runOf(
  replaced: (launch: PlannedLaunch, event: Event) => Event,
  options: Partial<SimulatedRun> & { readonly pieces?: readonly Piece[] } = {},
) {
  const logs: RunLogs = simulatedRunLogs({ speeds, ...options });
  const launches = new Map(
    [...logs.launches].map(([key, log]) => {
      const planned = logs.manifest.sessions
        .flatMap((session) => session.launches)
        .find(({ id }) => key.endsWith(`/${id}`));
      return [
        key,
        { ...log, events: log.events.map((event) => (planned ? replaced(planned, event) : event)) },
      ];
    }),
  );
  return deriveLogs(withPieces({ ...logs, launches }, options.pieces ?? []));
}

const isFirstCandidate = ({ role, block, position }: PlannedLaunch): boolean =>
  role === 'candidate' && block === 1 && position < 2;

const changedAt = (index: number) => (ids: readonly number[]) => ids.map((id, i) => (i === index ? 99 : id));
const same = (_: unknown, ids: readonly number[]) => ids;

test('the same answers are no matter', () => {
  const { verdict, outputs, measurement } = runWith(same);
  expect(verdict.verdict).toBe('GO');
  expect(outputs).toMatchObject([{ casesCompared: 2, casesDiffering: 0, first: null, doubt: null }]);
  expect(measurement.caveats.map(({ code }) => code)).not.toContain('output-differs');
});

test('a candidate that answers otherwise is NO-GO without any reference, and the first token is named', () => {
  const { verdict, outputs, measurement } = runWith(({ role }, ids) =>
    role === 'candidate' ? changedAt(11)(ids) : ids,
  );
  expect(verdict).toMatchObject({
    verdict: 'NO-GO',
    headline: 'iPhone one answers otherwise than baseline in 2 of 2 cases, first in quick › a at token 11',
    detail: expect.stringContaining('id 99 for 12 after “16 synthetic tokens”'),
  });
  expect(outputs[0]?.first).toMatchObject({ suite: 'quick', case: 'a', tokenIndex: 11 });
  expect(measurement.caveats.map(({ code }) => code)).toContain('output-differs');
});

test('both texts of the first difference are told where the run says what its tokens write', () => {
  const { verdict, outputs } = runOf(
    ({ role }, event) =>
      role === 'candidate' && event.type === 'tokens' && event.ids && event.ids.length > WARM_UP_TOKENS
        ? { ...event, ids: changedAt(11)(event.ids) }
        : event,
    { pieces: numbered(100) },
  );
  expect(outputs[0]?.first).toMatchObject({
    baselineText: ' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24',
    candidateText: ' 1 2 3 4 5 6 7 8 9 10 11 99 13 14 15 16 17 18 19 20 21 22 23 24',
  });
  expect(verdict.detail).toContain('id 99 for 12 (“ 1 2 3');
  expect(verdict.detail).toContain('” for “ 1 2 3');
});

test('a run that says nothing of its tokens tells ids alone', () => {
  const { outputs } = runWith(({ role }, ids) => (role === 'candidate' ? changedAt(11)(ids) : ids));
  expect(outputs[0]?.first).toMatchObject({ candidateId: 99, baselineText: null, candidateText: null });
});

test('an answer that ends early differs where it ends', () => {
  const { outputs } = runWith(({ role }, ids) => (role === 'candidate' ? ids.slice(0, 20) : ids));
  expect(outputs[0]?.first).toMatchObject({ tokenIndex: 20, candidateId: null, baselineId: 21 });
});

test('a baseline that differs from itself accuses nobody: no stop, and no pass either', () => {
  const { verdict, measurement } = runWith(({ role, id }, ids) =>
    role === 'candidate' ? changedAt(3)(ids) : id.includes('b0') ? changedAt(5)(ids) : ids,
  );
  expect(verdict.verdict).toBe('INCONCLUSIVE');
  expect(verdict.detail).toContain('the baseline itself answers otherwise from launch to launch');
  expect(measurement.caveats.map(({ code }) => code)).toContain('output-unstable');
});

test('a candidate that gives only answers of an unstable baseline passes', () => {
  const { verdict } = runWith(({ id }, ids) => (id.includes('b0') ? changedAt(5)(ids) : ids));
  expect(verdict.verdict).toBe('GO');
});

test('another model or other settings may answer otherwise', () => {
  const logs = simulatedRunLogs({ speeds });
  const builds = logs.manifest.builds.map((build) =>
    build.role === 'candidate'
      ? { ...build, engine: engineSettings.parse({ backend: 'metal', contextTokens: 1024 }) }
      : build,
  );
  expect(
    runWith(({ role }, ids) => (role === 'candidate' ? changedAt(1)(ids) : ids), { builds }).outputs,
  ).toEqual([]);
});

test('a policy may let other answers pass; the doubt stays written', () => {
  const { verdict, measurement } = runWith(
    ({ role }, ids) => (role === 'candidate' ? changedAt(1)(ids) : ids),
    { sameOutput: false },
  );
  expect(verdict.verdict).toBe('GO');
  expect(measurement.caveats.map(({ code }) => code)).toContain('output-differs');
});

test('an answer to the warm-up counts as any other', () => {
  const { verdict } = runOf(({ role }, event) =>
    role === 'candidate' && event.type === 'tokens' && event.ids?.length === WARM_UP_TOKENS
      ? { ...event, ids: [1, 99] }
      : event,
  );
  expect(verdict).toMatchObject({
    verdict: 'NO-GO',
    headline:
      'iPhone one answers otherwise than baseline outside the scored cases, first in quick › warm-up at token 1',
  });
});

test('an answer that was ended at another length is compared as far as both go', () => {
  const shorter = (ids: readonly number[]) => (planned: PlannedLaunch, event: Event) => {
    if (planned.role !== 'candidate' || !('trial' in event) || event.trial !== 0) return event;
    if (event.type === 'trial.started') return { ...event, plannedTokens: ids.length };
    if (event.type === 'trial.finished') return { ...event, generatedTokens: ids.length };
    return event.type === 'tokens'
      ? { ...event, ids: [...ids], deltasUs: event.deltasUs.slice(0, ids.length) }
      : event;
  };
  expect(runOf(shorter([1])).outputs).toMatchObject([{ first: null }]);
  expect(runOf(shorter([9])).outputs).toMatchObject([{ first: { case: 'warm-up', tokenIndex: 0 } }]);
});

test.each(['candidate', 'baseline'] as const)('ids that the %s does not say are no pass', (role) => {
  const { verdict, measurement } = runOf((planned, event) => {
    if (event.type !== 'tokens' || planned.role !== role) return event;
    const { ids: _, ...rest } = event;
    return rest;
  });
  expect(verdict).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: 'iPhone one: 2 cases have answers whose token ids are not known on both sides',
  });
  expect(measurement.caveats.map(({ code }) => code)).toContain('output-unknown');
});

test('a line of ids that was lost in one launch accuses nobody, and is no pass', () => {
  const { verdict } = runOf((planned, event) =>
    event.type === 'tokens' && event.trial === 1 && isFirstCandidate(planned)
      ? { ...event, ids: [], deltasUs: [] }
      : event,
  );
  expect(verdict.verdict).toBe('INCONCLUSIVE');
});

test('answers to other repetitions than were planned are not compared, and no pass', () => {
  const { verdict } = runOf(({ role }, event) =>
    role === 'candidate' && 'repetition' in event ? { ...event, repetition: 5 } : event,
  );
  expect(verdict.verdict).toBe('INVALID');
});

test('an answer that a fault cut is held against the start of the baseline’s', () => {
  const run = (at: number) =>
    runOf((planned, event) => {
      if (!isFirstCandidate(planned)) return event;
      if (event.type === 'tokens' && event.trial === 1)
        return { ...event, ids: changedAt(at)(event.ids ?? []).slice(0, 20) };
      return event.type === 'trial.finished' && event.trial === 1
        ? { ...event, finishReason: 'error', generatedTokens: 20 }
        : event;
    }).verdict.verdict;
  expect(run(3)).toBe('NO-GO');
  expect(run(22)).toBe('GO');
});

test('a launch that is out of the statistics for its circumstances still says what the candidate answers', () => {
  const { verdict } = runOf((planned, event) => {
    if (!isFirstCandidate(planned)) return event;
    if (event.type === 'environment') return { ...event, lowPowerMode: true };
    return event.type === 'tokens' && event.ids && event.ids.length > WARM_UP_TOKENS
      ? { ...event, ids: changedAt(3)(event.ids) }
      : event;
  });
  expect(verdict.verdict).toBe('NO-GO');
});

test('each phone is asked for itself', () => {
  const logs = simulatedRunLogs({ speeds, devices: ['one', 'two'] });
  const launches = new Map(
    [...logs.launches].map(([key, log]) => [
      key,
      {
        ...log,
        events: log.events.map((event) =>
          key.startsWith('two/') && key.endsWith('candidate') && event.type === 'tokens' && event.ids
            ? { ...event, ids: changedAt(1)(event.ids) }
            : event,
        ),
      },
    ]),
  );
  const { verdict } = deriveLogs({ ...logs, launches });
  expect(verdict.devices.map((device) => device.verdict)).toEqual(['GO', 'NO-GO']);
});

test('a build that renders questions by another template may answer them otherwise, and seeded prompts may not', () => {
  const { manifest } = simulatedRunLogs({ speeds });
  const builds = manifest.builds.map((build) => ({
    ...build,
    chat: { addBos: true, prompts: [{ text: 'Why?', rendered: `<${build.role}>Why?` }] },
  }));
  const asked = (kind: 'chat' | 'synthetic') => {
    const sessions = manifest.sessions.map((session) => ({
      ...session,
      launches: session.launches.map((launch) => ({
        ...launch,
        steps: launch.steps.map((step) => (kind === 'chat' ? { ...step, prompt: QUESTION } : step)),
      })),
    }));
    return runWith(({ role }, ids) => (role === 'candidate' ? changedAt(4)(ids) : ids), { builds, sessions })
      .verdict.verdict;
  };
  expect(asked('synthetic')).toBe('NO-GO');
  expect(asked('chat')).toBe('GO');
});

const QUESTION = { kind: 'chat', text: 'Why?' } as const;
