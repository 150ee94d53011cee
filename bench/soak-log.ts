import type { Manifest } from '../harness/experiment/manifest.ts';
import { phoneFixture } from '../harness/experiment/phone.fixture.ts';
import { metricsVersion } from '../harness/measure/metrics/index.ts';
import type { EventBody } from '../harness/protocol/event.ts';
import { eventLine } from '../harness/protocol/event-line.ts';
import { engineSettings, type PlanStep } from '../harness/protocol/plan-file.ts';
import { TokenTimes } from '../harness/protocol/token-times.ts';

const LAUNCHES = 40;
/** Ten minutes at 25 tok/s. */
const TRIALS = 200;
const TOKENS = 128;
export const TOKENS_IN_RUN = LAUNCHES * TRIALS * TOKENS;

/** Logs of forty ten-minute soaks, a million tokens in all, and the plan they belong to. */
export function soakLogs(): { manifest: Manifest; texts: ReadonlyMap<string, string> } {
  const texts = Array.from({ length: LAUNCHES }, (_, i): [string, string] => [`phone/soak-${i}`, logOf(i)]);
  return { manifest: manifestOf(), texts: new Map(texts) };
}

function logOf(launch: number): string {
  const lines: string[] = [];
  let at = 0;
  for (let trial = launch; trial < launch + TRIALS; trial++) {
    const deltasUs = Array.from({ length: TOKENS }, (_, i) => 40_000 + ((trial * 31 + i * 17) % 900));
    const ids = deltasUs.map((_, i) => 300 + ((trial + i * 7) % 31_000));
    const identity = { trial, case: 'pp32-tg128', repetition: trial, scored: true };
    const add = (body: EventBody): void => void lines.push(eventLine(lines.length, at, body));
    add({ type: 'trial.started', ...identity, promptTokens: 32, plannedTokens: TOKENS });
    add({ type: 'tokens', trial, t0: at, deltasUs, ids, bundled: false });
    at = new TokenTimes({ t0: at, deltasUs }).endUs;
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
