import { expect, test } from 'vitest';
import { simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import type { GateRule } from '../experiment/gate-policy.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { memoryPolicy } from '../experiment/memory-policy.ts';
import type { PlannedStep } from '../experiment/planned-step.ts';
import type { EventLog } from '../protocol/read-log.ts';
import { deriveLogs } from './derive.ts';

const MIB = 2 ** 20;

type Run = ReturnType<typeof simulatedRunLogs>;
type LaunchEvent = EventLog['events'][number];

/** The run with events of its launches told otherwise. */
const edited = (run: Run, edit: (event: LaunchEvent, launch: string) => LaunchEvent): Run => ({
  ...run,
  launches: new Map(
    [...run.launches].map(([key, log]) => [
      key,
      { ...log, events: log.events.map((event) => edit(event, key)) },
    ]),
  ),
});

/** Only memory is compared, so that speeds can be edited. */
const memoryGate: GateRule[] = [{ metric: 'footprint_peak', marginPercent: 90, caseMarginPercent: 90 }];
const runWith = (extra: Partial<Manifest>): Run =>
  simulatedRunLogs({ speeds: { baseline: 10, candidate: 10 }, extra: { gate: memoryGate, ...extra } });

/** Decodes 10 tok/s and takes 954 MiB on a phone of model iPhone15,4. */
const verdictWith = (extra: Partial<Manifest>) =>
  deriveLogs(simulatedRunLogs({ speeds: { baseline: 10, candidate: 10 }, extra })).verdict;

test('a bound that the candidate breaks is NO-GO, however equal the builds are', () => {
  expect(verdictWith({ limits: [{ metric: 'footprint_peak', atMost: 900 }] })).toMatchObject({
    verdict: 'NO-GO',
    headline:
      'iPhone one: Peak charged memory is 954 MiB in the worst launch of quick; at most 900 MiB is allowed',
  });
  expect(verdictWith({ limits: [{ metric: 'decode_rate', atLeast: 12 }] }).verdict).toBe('NO-GO');
});

test('a bound that is kept, or is another phone’s or suite’s, stops nothing', () => {
  expect(
    verdictWith({
      limits: [
        { metric: 'footprint_peak', atMost: 1000 },
        { metric: 'footprint_peak', atMost: 100, deviceModel: 'iPhone18,1' },
        { metric: 'footprint_peak', atMost: 100, suite: 'context' },
      ],
    }).verdict,
  ).toBe('GO');
});

test('a bound of which nothing is known never passes', () => {
  expect(verdictWith({ limits: [{ metric: 'headroom_min', atLeast: 100 }] })).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('Jetsam headroom: no value to hold against its limit'),
  });
});

test('a metric that an older plan names otherwise is unknown, and never passes: as a rule and as a bound', () => {
  const known = { metric: 'footprint_peak', marginPercent: 1 };
  expect(verdictWith({ gate: [known, { metric: 'decode_speed', marginPercent: 2 }] })).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: 'Cannot tell: decode_speed: no comparable value',
  });
  expect(verdictWith({ gate: [known, { metric: 'decode_speed', decides: false }] }).verdict).toBe('GO');
  expect(verdictWith({ gate: [known, { metric: 'decode_speed', suite: 'context' }] }).verdict).toBe('GO');
  expect(verdictWith({ limits: [{ metric: 'decode_speed', atLeast: 1 }] })).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('decode_speed has a limit'),
  });
});

test('a required phone that was not planned leaves no pass', () => {
  expect(verdictWith({ requiredPhones: ['iPhone15,4'] }).verdict).toBe('GO');
  expect(verdictWith({ requiredPhones: ['iPhone15,4', 'iPhone18,1'] })).toMatchObject({
    verdict: 'INVALID',
    headline: expect.stringContaining('iPhone18,1 is required by the gate and was not planned'),
  });
});

const isThirdCandidate = (launch: string): boolean => /quick-b1-p.-candidate$/.test(launch);

test('one launch beyond a bound of memory is one too many: the median dies in every second one', () => {
  const limits = [{ metric: 'footprint_peak', atMost: 1000 }];
  const spike = edited(runWith({ limits }), (event, launch) =>
    event.type === 'memory' && isThirdCandidate(launch) ? { ...event, kernelPeakBytes: 1100 * MIB } : event,
  );
  expect(deriveLogs(runWith({ limits })).verdict.verdict).toBe('GO');
  expect(deriveLogs(spike).verdict).toMatchObject({
    verdict: 'NO-GO',
    headline: expect.stringContaining('is 1\u202f100 MiB in the worst launch of quick'),
  });
});

test('a bound of speed is held by the median: a stall of the phone is not the build’s', () => {
  const limits = [{ metric: 'decode_rate', atLeast: 9 }];
  const stalled = edited(runWith({ limits }), (event, launch) =>
    event.type === 'tokens' && launch === 'one/quick-b1-p0-candidate'
      ? { ...event, deltasUs: event.deltasUs.map((us) => 2 * us) }
      : event,
  );
  expect(deriveLogs(stalled).verdict.verdict).toBe('GO');
});

/** The plan asks for 200 tokens in case a. */
function withLongPrompt(run: Run): Run {
  const prompt: PlannedStep['prompt'] = { kind: 'synthetic', tokens: 200, seed: 1 };
  const sessions = run.manifest.sessions.map((session) => ({
    ...session,
    launches: session.launches.map((launch) => ({
      ...launch,
      steps: launch.steps.map((step) => (step.case === 'a' ? { ...step, prompt } : step)),
    })),
  }));
  return { ...run, manifest: { ...run.manifest, sessions } };
}

test('a bound passes only when every case has a value', () => {
  // Too short a prompt has no prefill speed: only one of both cases has one.
  const halfKnown = (limits: Manifest['limits']): Run =>
    edited(withLongPrompt(runWith({ limits })), (event) =>
      (event.type === 'trial.started' || event.type === 'trial.finished') && event.case === 'a'
        ? { ...event, promptTokens: 200 }
        : event,
    );
  const bound = { metric: 'prefill_rate', atLeast: 5 };
  expect(deriveLogs(halfKnown([bound])).verdict).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('no value of quick › b to hold against its limit'),
  });
  expect(deriveLogs(halfKnown([{ ...bound, case: 'a' }])).verdict.verdict).toBe('GO');
});

/** A run whose phone has so much memory left, planned with the policy that ships. */
function memoryVerdict(
  { peakMiB = 954, availableMiB = 1500 as number | null },
  { model = 'iPhone15,4', entitlements = [] as string[] } = {},
) {
  const run = runWith({ memory: memoryPolicy.parse({}) });
  const sessions = run.manifest.sessions.map((session) => ({
    ...session,
    device: { ...session.device, model },
  }));
  const builds = run.manifest.builds.map((build) => ({ ...build, entitlements }));
  const manifest = { ...run.manifest, sessions, builds };
  const availableBytes = [availableMiB === null ? null : availableMiB * MIB];
  const told = edited({ ...run, manifest }, (event) => {
    if (event.type === 'agent.started')
      return { ...event, build: { ...event.build, entitlements }, device: { ...event.device, model } };
    return event.type === 'memory' ? { ...event, kernelPeakBytes: peakMiB * MIB, availableBytes } : event;
  });
  return deriveLogs(told).verdict;
}

test('a build that leaves the headroom of its class passes, one that does not is stopped', () => {
  expect(memoryVerdict({}).verdict).toBe('GO');
  expect(memoryVerdict({ availableMiB: 200 })).toMatchObject({
    verdict: 'NO-GO',
    headline:
      'iPhone one: Jetsam headroom is 200 MiB in the worst launch of quick; at least 256 MiB is allowed on a phone of the class 6 GB',
  });
});

test('on a large phone too the peak must fit the smallest that is supported, by what the build is signed with', () => {
  const peakMiB = 3000;
  expect(memoryVerdict({ peakMiB }, { model: 'iPhone18,1' })).toMatchObject({
    verdict: 'NO-GO',
    headline: expect.stringContaining(
      'at most 2\u202f816 MiB is allowed, for the smallest supported phones, 6 GB, kill at 3\u202f072 MiB without the entitlement and 256 must stay free',
    ),
  });
  const entitlements = ['com.apple.developer.kernel.increased-memory-limit'];
  expect(memoryVerdict({ peakMiB }, { model: 'iPhone18,1', entitlements }).verdict).toBe('GO');
});

test.each([
  ['a phone of no class', {}, { model: 'iPhone99,1' }, /iPhone99,1\) is in no phone class of the gate/],
  ['a headroom that nobody read', { availableMiB: null }, {}, /Jetsam headroom: no value/],
])('%s never passes', (_, memory, phone, headline) => {
  expect(memoryVerdict(memory, phone)).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringMatching(headline),
  });
});
