import type { JournalBody } from '../experiment/journal-event.ts';
import type { Manifest, PlannedBuild, PlannedLaunch } from '../experiment/manifest.ts';
import { phoneFixture } from '../experiment/phone.fixture.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { measure } from '../measure/measure.ts';
import { metricsVersion } from '../measure/metrics/index.ts';
import type { Measurement } from '../measure/result.ts';
import type { EventBody } from '../protocol/event.ts';
import { eventLine } from '../protocol/event-line.ts';
import { engineSettings } from '../protocol/plan-file.ts';
import { readLog } from '../protocol/read-log.ts';
import { seedOf } from '../statistics/random.ts';

const device = { ...phoneFixture('phone'), name: 'iPhone 15 (virtual)' };
const file = { path: 'x', sha256: '0'.repeat(64), sizeBytes: 2e9 };
const PROMPTS = [32, 256, 1024];
const TOKENS = 16;

/** How a side behaves: first token after `fixedMs + perPromptMs · p`, then one each `tokenMs`. */
export interface Behaviour {
  readonly id: string;
  readonly fixedMs: number;
  readonly perPromptMs: number;
  readonly tokenMs: number;
  /** Divergence from the source; null: not measured. */
  readonly meanKl: number | null;
  /** Of the times between tokens from one launch to the next. */
  readonly noisePercent?: number;
  /** So many cases were compared with the source; absent: one. */
  readonly comparedCases?: number;
  /** Fails from prompts of so many tokens on. */
  readonly failsFrom?: number;
}

/** A run of variants and one server, from logs written as the agents write them; so many launches of each variant. */
export function variantsMeasurement(
  variants: readonly Behaviour[],
  server: Behaviour | null,
  count = 3,
): Measurement {
  const blocks = Array.from({ length: count }, (_, block) => block);
  const builds = variants.map(
    ({ id }): PlannedBuild => ({
      role: 'variant',
      id,
      name: `phi3 <${id}>`,
      bundleId: 'app',
      version: '1',
      app: file,
      model: { ...file, name: id },
      format: `GGUF, mostly ${id}`,
      engine: engineSettings.parse({}),
    }),
  );
  const engine = engineSettings.parse({ name: 'server', url: 'http://host/v1', model: 'phi3' });
  const manifest: Manifest = {
    ...{ v: 1, run: 'r', startedAt: '2026-01-01T00:00:00.000Z', heatsoak: '0', metricsVersion },
    ...{ command: 'heatsoak variants', seed: 1, suites: ['variants'], blocks: count, gate: [], builds },
    sessions: [{ device, launches: blocks.flatMap((block) => variants.map(({ id }) => launch(id, block))) }],
    reference: server && {
      device: { ...device, id: 'host', name: 'Host', virtual: false },
      launches: [launch(server.id)],
    },
    kind: 'variants',
    servers: server ? [{ id: server.id, name: 'hosted', engine }] : [],
    source: { ...file, name: 'f16.gguf', engine: engineSettings.parse({}) },
  };
  const quality = variants.flatMap(({ id, meanKl, comparedCases = 1 }): JournalBody[] =>
    meanKl === null
      ? []
      : PROMPTS.slice(0, comparedCases).map((tokens) => qualityEvent(id, meanKl, `pp${tokens}`)),
  );
  return measure(manifest, {
    harness: new Map([['_quality', readJournal(lines(quality))]]),
    launches: new Map([
      ...blocks.flatMap((block) =>
        variants.map(
          (each) => [`phone/${launchId(each.id, block)}`, readLog(agentLog(each, block, true))] as const,
        ),
      ),
      ...(server ? [[`host/${server.id}`, readLog(agentLog(server, 0, false))] as const] : []),
    ]),
  });
}

const launchId = (id: string, block: number): string => (block === 0 ? id : `${id}-${block}`);

const launch = (id: string, block = 0): PlannedLaunch => ({
  id: launchId(id, block),
  role: 'variant',
  build: id,
  suite: 'variants',
  block,
  position: 0,
  kind: 'burst',
  steps: PROMPTS.map((tokens) => ({
    ...{ case: `pp${tokens}`, prompt: { kind: 'synthetic', tokens, seed: 1 } },
    ...{ generateTokens: TOKENS, repetitions: 1, forSeconds: null, scored: true },
  })),
  estimatedSeconds: 1,
});

const lines = (events: readonly (EventBody | JournalBody)[]): string =>
  events.map((event, seq) => eventLine(seq, seq, event)).join('');

function qualityEvent(build: string, meanKl: number, name: string): JournalBody {
  const sourceIds = Array.from({ length: TOKENS }, (_, i) => (i < 8 ? 7 : 9));
  return {
    type: 'harness.quality',
    ...{ build, suite: 'variants', case: name, promptTokens: 5, sourceIds },
    ...{ topOnePercent: 100 - meanKl, meanKl, engine: 'llama.cpp' },
  };
}

function agentLog(behaviour: Behaviour, block: number, hasIds: boolean): string {
  const { fixedMs, perPromptMs, noisePercent = 0, failsFrom = Number.POSITIVE_INFINITY } = behaviour;
  const id = launchId(behaviour.id, block);
  // Slower, faster, as usual: the middle launch of three is what the behaviour says.
  const tokenMs = behaviour.tokenMs * (1 + (noisePercent / 100) * ([1, -1, 0][block % 3] ?? 0));
  let [text, seq, nowUs] = ['', 0, 0];
  const add = (body: EventBody): void => {
    text += eventLine(seq++, nowUs, body);
  };
  add(started(id));
  // The first is the warm-up.
  for (const [trial, promptTokens] of [32, ...PROMPTS].entries()) {
    if (promptTokens >= failsFrom) {
      add({ type: 'fault', code: 'DECODE_FAILED', message: 'out of memory', trial });
      continue;
    }
    const scored = trial > 0;
    const identity = { trial, case: scored ? `pp${promptTokens}` : 'warm-up', repetition: 0, scored };
    const deltasUs = Array.from({ length: TOKENS }, (_, i) =>
      i === 0 ? 1000 * (fixedMs + perPromptMs * promptTokens) : 1000 * tokenMs,
    );
    // No two trials take equally long to the last digit.
    deltasUs.push((deltasUs.pop() ?? 0) + seedOf(trial, id) * 1e-15);
    add({ type: 'trial.started', ...identity, promptTokens, plannedTokens: TOKENS });
    const ids = hasIds ? { ids: deltasUs.map(() => 7) } : {};
    add({ type: 'tokens', trial, t0: nowUs, deltasUs, ...ids, bundled: false });
    nowUs += deltasUs.reduce((sum, each) => sum + each, 0);
    add({
      type: 'trial.finished',
      ...identity,
      ...{ promptTokens, cachedTokens: 0, generatedTokens: TOKENS, finishReason: 'length' },
      engineStats: hasIds ? null : { chunks: TOKENS, roundTripUs: 40_000 },
    });
  }
  add({ type: 'agent.finished', events: seq + 1 });
  return text;
}

const started = (launch: string): EventBody => ({
  ...{ type: 'agent.started', agent: 'fixture', launch, run: 'r', virtual: true },
  wallClock: '2026-01-01T00:00:00.000Z',
  clock: { name: 'fixture', resolutionUs: 1 },
  build: { bundleId: 'app', version: '1', configuration: 'release', entitlements: null },
  device: { model: device.model, chip: device.chip, os: '26.1', osBuild: '23B85', memoryBytes: 6e9 },
});
