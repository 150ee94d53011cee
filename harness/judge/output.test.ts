import { expect, test } from 'vitest';
import { simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { engineSettings } from '../protocol/plan-file.ts';
import type { RunLogs } from '../store/run-folder.ts';
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
  const logs: RunLogs = simulatedRunLogs({ speeds, extra });
  const launches = new Map(
    [...logs.launches].map(([key, log]) => {
      const planned = logs.manifest.sessions[0]?.launches.find(({ id }) => key.endsWith(`/${id}`));
      const events = log.events.map((event) =>
        event.type === 'tokens' && event.ids && event.ids.length > 2 && planned
          ? { ...event, ids: [...other(planned, event.ids)] }
          : event,
      );
      return [key, { ...log, events }];
    }),
  );
  return deriveLogs({ ...logs, launches });
}

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
