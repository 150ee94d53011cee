import { expect, test } from 'vitest';
import { type Line, rewritten } from '../app/forge.fixture.ts';
import { type SimulatedRun, simulatedLogs, simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import type { PlannedLaunch } from '../experiment/manifest.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { agentRun } from '../measure/planted/agent-run.fixture.ts';
import { launchesToSeeAgain } from './deaths.ts';
import { deriveLogs } from './derive.ts';

const speeds = { baseline: 20, candidate: 20 };
const derived = (options: Partial<SimulatedRun>) => deriveLogs(simulatedRunLogs({ speeds, ...options }));
const verdictOf = (options: Partial<SimulatedRun>) => derived(options).verdict;

type Which = (launch: PlannedLaunch, device: string) => boolean;
const dying = (which: Which): Pick<SimulatedRun, 'ends'> => ({
  ends: (launch, device) => (which(launch, device) ? 'crashed' : null),
});
const ofRole =
  (role: string, blocks = 99): Which =>
  (launch) =>
    launch.role === role && launch.block < blocks;
/** The first launch of a role on each phone. */
const firstOf =
  (role: string): Which =>
  ({ role: own, block, position }) =>
    own === role && block === 0 && position < 2;

test('a candidate that crashes in every launch is NO-GO with cause, trial and case, and no value hides it', () => {
  const { verdict, measurement } = derived(dying(ofRole('candidate')));
  expect(verdict.verdict).toBe('NO-GO');
  expect(verdict.headline).toMatch(
    /^iPhone one: the candidate crashed in 8 of 8 launches, first in quick › [ab], trial 2 \(quick-\S+\); the baseline in none of 8$/,
  );
  expect(verdict.detail).toContain('seen from outside');
  expect(measurement.caveats.filter(({ invalidates }) => invalidates)).toEqual([]);
});

test.each([
  ['measured again after it', ['started', 'crashed', 'interrupted', 'started', 'finished']],
  ['said to have finished after it', ['started', 'timed-out', 'finished']],
])('a death stands, though its launch is %s', (_, outcomes) => {
  const logs = simulatedLogs({ speeds });
  const journals = [...logs.harness].map(([device, text]) => [device, rewritten(text, again)] as const);
  const harness = new Map(journals.map(([device, text]) => [device, readJournal(text)]));
  const { verdict } = deriveLogs({ ...simulatedRunLogs({ speeds }), harness });
  expect(verdict).toMatchObject({ verdict: 'NO-GO', headline: expect.stringMatching(/in 8 of 8 launches/) });

  function again(line: Line): Line | Line[] {
    if (line.type !== 'harness.launch' || !String(line['launch']).includes('candidate')) return line;
    return outcomes.map((outcome) => ({ ...line, outcome }));
  }
});

test('two deaths on one phone are a pattern, also where the journal knows of no launch', () => {
  expect(verdictOf(dying(ofRole('candidate', 1))).verdict).toBe('NO-GO');
  const cut = (log: string): string => `${log.split('\n').slice(0, -2).join('\n')}\n`;
  const which = ofRole('candidate', 1);
  expect(verdictOf({ edit: (log, launch, device) => (which(launch, device) ? cut(log) : log) }).verdict).toBe(
    'NO-GO',
  );
});

test('one death is no pass, and says how many launches would show it again', () => {
  expect(verdictOf(dying(firstOf('candidate')))).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('the candidate crashed in 1 of 8 launches'),
    detail: expect.stringContaining('measure at least 20 more launches of the candidate'),
  });
  expect(launchesToSeeAgain(1, 8)).toBe(20);
  expect((1 - 1 / 9) ** 20).toBeLessThan(0.1);
  expect((1 - 1 / 9) ** 19).toBeGreaterThan(0.1);
});

test.each([1, 2, 3, 4])('a crash in 1 of 4 candidate launches is never GO, with %i blocks', (blocks) => {
  const which: Which = (launch) =>
    launch.role === 'candidate' && (2 * launch.block + launch.position) % 4 < 2;
  expect(verdictOf({ blocks, ...dying(which) }).verdict).not.toBe('GO');
  expect(verdictOf({ blocks, ...dying(firstOf('candidate')) }).verdict).not.toBe('GO');
});

test('one death on each of two phones is a pattern', () => {
  const verdict = verdictOf({ devices: ['one', 'two'], ...dying(firstOf('candidate')) });
  expect(verdict.devices.map(({ verdict: word }) => word)).toEqual(['NO-GO', 'NO-GO']);
  expect(verdict.detail).toContain('2 of 16 launches over all phones');
});

test('a baseline that dies as often takes the blame from the candidate, and lets nothing pass', () => {
  expect(verdictOf(dying(() => true))).toMatchObject({ verdict: 'INCONCLUSIVE' });
  expect(verdictOf(dying((launch) => launch.block < 2)).detail).toContain('the baseline dies too');
});

test('a baseline that dies alone is nothing to compare with; once, it costs a launch and no more', () => {
  expect(verdictOf(dying(ofRole('baseline')))).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('the baseline died in 8 of 8 launches'),
  });
  expect(verdictOf({ blocks: 6, ...dying(firstOf('baseline')) }).verdict).toBe('GO');
});

test('a candidate that dies significantly more often than a baseline that dies, too, is NO-GO', () => {
  const which: Which = (launch) => launch.role === 'candidate' || firstOf('baseline')(launch, 'one');
  expect(verdictOf(dying(which)).verdict).toBe('NO-GO');
});

test('an app that hangs is dead; one that the harness interrupted, or that is lost with its phone, is not', () => {
  const ended = (outcome: 'timed-out' | 'interrupted') =>
    verdictOf({ ends: (launch) => (launch.role === 'candidate' ? outcome : null) });
  expect(ended('timed-out')).toMatchObject({
    verdict: 'NO-GO',
    headline: expect.stringContaining('the candidate did not come to its end in 8 of 8 launches'),
  });
  expect(ended('interrupted').verdict).toBe('INVALID');
});

test.each(['crashed', 'timed-out'] as const)(
  'a launch that the harness saw end as %s counts, though its log is whole',
  async (outcome) => {
    const roles = ['baseline', 'candidate', 'candidate', 'baseline'] as const;
    const { manifest, logs } = await agentRun({
      launches: roles.map((role, position) => ({ role, position })),
      harness: [{ type: 'harness.launch', launch: 'l1', outcome, message: 'no end after 300 s' }],
    });
    const { verdict } = deriveLogs({ manifest, ...logs });
    expect(verdict).toMatchObject({
      verdict: 'INCONCLUSIVE',
      detail: expect.stringContaining('no end after 300 s'),
    });
    expect(verdict.headline).toContain('in 1 of 2 launches, in short, after its last trial (l1)');
  },
);

test('a lost phone stays INVALID, and a death before that is said with it', () => {
  const missing = (launch: PlannedLaunch): boolean => launch.block > 1;
  expect(verdictOf({ missing, lost: () => true })).toMatchObject({ verdict: 'INVALID' });
  const both = verdictOf({ missing, lost: () => true, ...dying(firstOf('candidate')) });
  expect(both.verdict).toBe('INVALID');
  expect(both.headline).toMatch(
    /was lost after 7 of 16 launches.*and iPhone one: the candidate crashed in 1 of 4/,
  );
  const pattern = verdictOf({ missing, lost: () => true, ...dying(ofRole('candidate')) });
  expect(pattern.verdict).toBe('NO-GO');
  expect(pattern.headline).toMatch(/crashed in 4 of 4 .* and iPhone one was lost/);
});

test('a kill for memory is known by the room that was left before the load', async () => {
  const steps = { effects: { extraFootprintMiB: 2400 } };
  const launches = [0, 1, 2, 3].map((position) => ({
    role: position === 0 || position === 3 ? ('baseline' as const) : ('candidate' as const),
    position,
    ...(position === 0 || position === 3 ? {} : steps),
  }));
  const { manifest, logs } = await agentRun({ launches });
  const { verdict, ends } = deriveLogs({ manifest, ...logs });
  expect(verdict).toMatchObject({
    verdict: 'NO-GO',
    headline: expect.stringContaining(
      'the candidate was killed for memory in 2 of 2 launches, first in short, while its model loaded (l1)',
    ),
    detail: expect.stringMatching(/\d+ MiB of \d+ MiB were left, where a load takes \d+ MiB/),
  });
  expect(ends.find(({ role }) => role === 'candidate')).toMatchObject({
    launches: 2,
    died: 2,
    ends: { 'killed-for-memory': 2 },
  });
});
