import type { Manifest } from '../harness/experiment/manifest.ts';
import { phoneFixture } from '../harness/experiment/phone.fixture.ts';
import { metricsVersion } from '../harness/measure/metrics/index.ts';
import type { EventBody } from '../harness/protocol/event.ts';
import { eventLine } from '../harness/protocol/event-line.ts';
import type { MemorySample } from '../harness/protocol/memory-sample.ts';
import { type MemoryColumns, ThinnedMemory } from '../harness/protocol/memory-samples.ts';
import { engineSettings, type PlanStep } from '../harness/protocol/plan-file.ts';
import { TokenTimes } from '../harness/protocol/token-times.ts';

const LAUNCHES = 40;
/** Ten minutes at 25 tok/s; longer where tokens are slower. */
const TRIALS = 200;
const TOKEN_US = 40_000;
const TOKENS = 128;
export const TOKENS_IN_RUN = LAUNCHES * TRIALS * TOKENS;

/** What a phone charges while it decodes: the same for seconds, or another amount in each sample. */
type Memory = 'steady' | 'restless';

/** Logs of forty ten-minute soaks, a million tokens in all, and the plan they belong to. */
export function soakLogs(
  memory: Memory = 'steady',
  tokenUs = TOKEN_US,
): {
  manifest: Manifest;
  texts: ReadonlyMap<string, string>;
} {
  const texts = Array.from({ length: LAUNCHES }, (_, i): [string, string] => [
    `phone/soak-${i}`,
    logOf(i, memory, tokenUs),
  ]);
  return { manifest: manifestOf(), texts: new Map(texts) };
}

/** MB of log that a million tokens leave. @param tokenUs of one token: a slow model leaves more samples a token */
export function logMbOfAMillionTokens(memory: Memory, tokenUs = TOKEN_US): number {
  const bytes = [...soakLogs(memory, tokenUs).texts.values()].reduce((sum, text) => sum + text.length, 0);
  return bytes / TOKENS_IN_RUN;
}

function logOf(launch: number, memory: Memory, tokenUs: number): string {
  const lines: string[] = [];
  const samples = sampler(memory);
  let at = 0;
  for (let trial = launch; trial < launch + TRIALS; trial++) {
    const deltasUs = Array.from({ length: TOKENS }, (_, i) => tokenUs + ((trial * 31 + i * 17) % 900));
    const ids = deltasUs.map((_, i) => 300 + ((trial + i * 7) % 31_000));
    const identity = { trial, case: 'pp32-tg128', repetition: trial, scored: true };
    const add = (body: EventBody): void => void lines.push(eventLine(lines.length, at, body));
    add({ type: 'trial.started', ...identity, promptTokens: 32, plannedTokens: TOKENS });
    add({ type: 'tokens', trial, t0: at, deltasUs, ids, bundled: false });
    at = new TokenTimes({ t0: at, deltasUs }).endUs;
    add({ type: 'memory', ...samples(at), kernelPeakBytes: FOOTPRINT_BYTES });
    add({
      type: 'trial.finished',
      ...identity,
      promptTokens: 32,
      cachedTokens: 0,
      generatedTokens: TOKENS,
      finishReason: 'length',
      engineStats: null,
    });
  }
  lines.push(eventLine(lines.length, at, { type: 'agent.finished', events: lines.length + 1 }));
  return lines.join('');
}

const INTERVAL_US = 100_000;
const FOOTPRINT_BYTES = 1_241_513_984;
const MAPPED_BYTES = 2_390_753_280;
const LIMIT_BYTES = 3_221_225_472;
const PAGE_BYTES = 16_384;

/** Ten samples a second, thinned as an agent does it; up to 64 MiB more or less from sample to sample where memory is restless. */
function sampler(memory: Memory): (untilUs: number) => MemoryColumns {
  const thinned = new ThinnedMemory(INTERVAL_US);
  let dueUs = INTERVAL_US;
  const read = (tUs: number): MemorySample => {
    const pages = memory === 'steady' ? 0 : (Math.floor(tUs / INTERVAL_US) * 1987) % 4099;
    const footprintBytes = FOOTPRINT_BYTES - pages * PAGE_BYTES;
    return {
      tUs,
      footprintBytes,
      mappedBytes: MAPPED_BYTES - pages * PAGE_BYTES,
      availableBytes: LIMIT_BYTES - footprintBytes,
    };
  };
  return (untilUs) => {
    for (; dueUs < untilUs; dueUs += INTERVAL_US) thinned.add(read(dueUs));
    return thinned.finish(read(untilUs));
  };
}

function manifestOf(): Manifest {
  const step: PlanStep = {
    case: 'pp32-tg128',
    prompt: { kind: 'synthetic', tokens: 32, seed: 1 },
    generateTokens: TOKENS,
    repetitions: 1,
    forSeconds: 600,
    scored: true,
  };
  const file = { path: 'x', sha256: '0'.repeat(64), sizeBytes: 1 };
  return {
    v: 1,
    run: 'bench',
    startedAt: '2026-01-01T00:00:00.000Z',
    heatsoak: '0',
    metricsVersion,
    command: 'bench',
    seed: 1,
    suites: ['sustained'],
    blocks: 1,
    builds: [
      {
        role: 'candidate',
        name: 'bench',
        bundleId: 'a.b',
        version: '1',
        app: file,
        model: { ...file, name: 'm' },
        engine: engineSettings.parse({}),
      },
    ],
    sessions: [
      {
        device: phoneFixture('phone'),
        launches: Array.from({ length: LAUNCHES }, (_, i) => ({
          id: `soak-${i}`,
          role: 'candidate',
          suite: 'sustained',
          block: i,
          position: 0,
          kind: 'soak',
          steps: [step],
          estimatedSeconds: 600,
        })),
      },
    ],
    reference: null,
    gate: [],
  };
}
