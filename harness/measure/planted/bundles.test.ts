import { expect, test } from 'vitest';
import { launchFixture } from '../../app/manifest.fixture.ts';
import type { Event } from '../../protocol/event.ts';
import { TokenTimes } from '../../protocol/token-times.ts';
import { launchRecord } from '../launch-record.ts';
import { metrics } from '../metrics/index.ts';

/** Where the tokens of a bundle stand: one interval, then the others at the same moment or microseconds later. */
interface Bundles {
  readonly size: number;
  readonly apartUs?: number;
  /** The first hand-over is a whole bundle too. */
  readonly firstIsWhole?: boolean;
  /** An entry is a chunk of text that holds the whole bundle, and ids are unknown. */
  readonly asText?: boolean;
}

const TOKENS_PER_SECOND = 16;
const BUNDLES_IN_TRIAL = 32;

/** Cycles of one soak whose engine gives 16 tokens a second in bundles, whatever their size. */
function soakOf({ size, apartUs = 0, firstIsWhole = false, asText = false }: Bundles) {
  const gapUs = (size / TOKENS_PER_SECOND) * 1e6;
  const rest = asText ? [] : Array.from({ length: size - 1 }, () => apartUs);
  const first = [500_000, ...(firstIsWhole ? rest : [])];
  const one = [gapUs - rest.length * apartUs, ...rest];
  const deltasUs = [...first, ...Array.from({ length: BUNDLES_IN_TRIAL }, () => one).flat()];
  const generatedTokens = asText ? deltasUs.length * size : deltasUs.length;
  const events: Event[] = [];
  let t0 = 0;
  for (let trial = 0; t0 < 640e6; trial++) {
    const line = { v: 1, seq: events.length, t: t0 } as const;
    const identity = { trial, case: 'c', repetition: trial, scored: true };
    const ids = asText ? {} : { ids: deltasUs.map((_, i) => i) };
    events.push(
      { ...line, type: 'trial.started', ...identity, promptTokens: 32, plannedTokens: generatedTokens },
      { ...line, type: 'tokens', trial, t0, deltasUs, ...ids, bundled: true },
      {
        ...line,
        type: 'trial.finished',
        ...identity,
        ...{ promptTokens: 32, cachedTokens: 0, generatedTokens, finishReason: 'length', engineStats: null },
      },
    );
    t0 = new TokenTimes({ t0, deltasUs }).endUs;
  }
  const log = { events, unknown: [], gaps: [], truncated: false, otherVersions: [], problems: [] };
  const launch = launchRecord('phone', launchFixture('soak', { kind: 'soak' }), log, {
    harness: undefined,
    afterInstall: null,
  });
  const value = (id: string): number => {
    const metric = metrics.find((each) => each.id === id);
    return metric?.compute(launch, { session: [launch], reference: [] })[0]?.value ?? Number.NaN;
  };
  return { launch, value };
}

test.each<[string, Bundles]>([
  ['of four at one moment', { size: 4 }],
  ['of four, microseconds apart', { size: 4, apartUs: 4 }],
  ['of four, the first one whole', { size: 4, firstIsWhole: true }],
  ['of four, 10 ms apart', { size: 4, apartUs: 10_000 }],
  ['of four, 20 ms apart, the first one whole', { size: 4, apartUs: 20_000, firstIsWhole: true }],
  ['of two, 30 ms apart', { size: 2, apartUs: 30_000 }],
  ['of seven, longer than a second is even', { size: 7 }],
  ['of four as text', { size: 4, asText: true }],
])('bundles %s decode as fast as single tokens: burst, soak and sum', (_, bundles) => {
  const { launch, value } = soakOf(bundles);
  expect(launch.trials.every(({ invalid }) => invalid === null)).toBe(true);
  for (const id of ['decode_rate', 'suite_rate', 'v0', 'burst', 'plateau', 'sustained_rate'])
    expect(value(id), id).toBeCloseTo(TOKENS_PER_SECOND, 3);
  expect(value('stability_loop')).toBeCloseTo(100, 3);
});

test('work in 600 s counts a bundle under way by its part', () => {
  const one = soakOf({ size: 4 });
  const trial = one.launch.trials[0];
  const perCycle = trial ? trial.generatedTokens / (new TokenTimes(trial).durationUs / 1e6) : Number.NaN;
  expect(Math.abs(one.value('work_600') / (600 * perCycle) - 1)).toBeLessThan(0.002);
});
