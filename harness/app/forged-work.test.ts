import { describe, expect, test } from 'vitest';
import type { PlannedStep } from '../experiment/planned-step.ts';
import {
  baselineLines,
  candidateLines,
  candidateLogs,
  deriveForged,
  expectFound,
  type Forged,
  type ForgedRow,
  field,
  inAgent,
  journals,
  type LineEdit,
  passing,
  retimed,
  rewritten,
} from './forge.fixture.ts';

const settings =
  (change: object): LineEdit =>
  (line) => ({ ...line, settings: { ...(line['settings'] as object), ...change } });

/** A launch that gave six tokens where 24 were planned, and says so throughout. */
const SHORT = 6;
const shortened: LineEdit = (line) => {
  if (line['scored'] && 'plannedTokens' in line) return { ...line, plannedTokens: SHORT };
  if (line['scored'] && 'generatedTokens' in line) return { ...line, generatedTokens: SHORT };
  if (line.type !== 'tokens' || line['trial'] === 0) return line;
  const [deltasUs, ids] = [line['deltasUs'] as number[], line['ids'] as number[]];
  return { ...line, deltasUs: deltasUs.slice(0, SHORT), ids: ids.slice(0, SHORT) };
};

describe('a log does what was planned', () => {
  const rows: ForgedRow[] = [
    ['another engine ran', candidateLines('model.loaded', field('engine', 'mlc')), 'engine-differs'],
    ['more threads ran', candidateLines('model.loaded', settings({ threads: 8 })), 'settings-differ'],
    [
      'a smaller context was set up',
      candidateLines('model.loaded', settings({ contextTokens: 256 })),
      'settings-differ',
    ],
    [
      'a setting ran that nobody planned',
      candidateLines('model.loaded', settings({ draftTokens: 4 })),
      'settings-differ',
    ],
    [
      'another back end was asked for, and ran',
      candidateLines('model.loaded', (line) => ({ ...line, backend: 'cpu', backendRequested: 'cpu' })),
      'settings-differ',
    ],
    ['the settings are not said', candidateLines('model.loaded', field('settings', {})), 'settings-unknown'],
    ['another chip', inAgent('device', { chip: 'A19 Pro' }), 'other-device'],
    ['another phone', inAgent('device', { model: 'iPhone18,1' }), 'other-device'],
    [
      'logs of a virtual phone for a physical one',
      (run) => {
        const [session] = run.manifest.sessions;
        if (session)
          run.manifest = {
            ...run.manifest,
            sessions: [{ ...session, device: { ...session.device, virtual: false } }],
          };
      },
      'other-device',
    ],
    [
      'logs of a physical phone for a virtual one',
      candidateLines('agent.started', field('virtual', false)),
      'other-device',
    ],
    [
      'a quarter of the tokens, told as planned',
      candidateLogs((text) => retimed(rewritten(text, shortened), (own) => [...own])),
      'work-differs',
    ],
    [
      'prompts a quarter as long',
      candidateLogs((text) =>
        rewritten(text, (line) =>
          'promptTokens' in line && line['scored'] ? { ...line, promptTokens: 4 } : line,
        ),
      ),
      'work-differs',
    ],
    [
      'a case that is run six times instead of once',
      candidateLogs((text) => repeated(text, 2, 6)),
      'work-differs',
    ],
    [
      'a question with fewer tokens than the baseline’s',
      (run) => {
        const asked: PlannedStep['prompt'] = { kind: 'chat', text: 'Name three rivers.' };
        const sessions = run.manifest.sessions.map((session) => ({
          ...session,
          launches: session.launches.map((launch) => ({
            ...launch,
            steps: launch.steps.map((step) => ({ ...step, prompt: asked })),
          })),
        }));
        run.manifest = { ...run.manifest, sessions };
        candidateLogs((text) =>
          rewritten(text, (line) => ('promptTokens' in line ? { ...line, promptTokens: 5 } : line)),
        )(run);
      },
      'prompts-differ',
    ],
    [
      'a question read as other tokens in each launch',
      candidateLogs((text, key) =>
        rewritten(text, (line) =>
          line.type === 'trial.started' && line['trial'] === 1
            ? { ...line, prompt: { text: 'Why?', ids: [1, ...Buffer.from(key)] } }
            : line,
        ),
      ),
      'prompts-differ',
    ],
    ['another amount of memory', inAgent('device', { memoryBytes: 12e9 }), 'phone-changed'],
    [
      'a charger for the candidate alone',
      candidateLines('environment', field('charging', true)),
      'circumstances-differ',
    ],
    [
      'a charger for the candidate in all of its launches but one',
      candidateLogs((text, key) =>
        key.includes('b0-p1')
          ? text
          : rewritten(text, (line) => (line.type === 'environment' ? field('charging', true)(line) : line)),
      ),
      'circumstances-differ',
    ],
    [
      'a candidate that does not say whether it charges',
      candidateLines('environment', field('charging', null)),
      'circumstances-differ',
    ],
    [
      'a darker screen for the candidate',
      (run) => {
        baselineLines('environment', field('brightness', 1))(run);
        candidateLines('environment', field('brightness', 0.2))(run);
      },
      'circumstances-differ',
    ],
    [
      'a battery that is nearly empty for the baseline alone',
      baselineLines('environment', field('batteryPercent', 12)),
      'circumstances-differ',
    ],
    [
      'a battery that is hot for the baseline alone',
      journals((text) =>
        rewritten(text, (line) =>
          line.type === 'cooldown' && String(line['launch']).includes('baseline')
            ? field('batteryCelsius', 45)(line)
            : line,
        ),
      ),
      'circumstances-differ',
    ],
    [
      'a cool-down that the candidate alone passes unseen',
      journals((text) =>
        rewritten(text, (line) =>
          line.type === 'cooldown' && String(line['launch']).includes('candidate')
            ? field('outcome', 'signal-unavailable')(line)
            : line,
        ),
      ),
      'circumstances-differ',
    ],
    ['another iOS of the same build number', inAgent('device', { os: '26.2' }), 'os-changed'],
    [
      'a model of which another hash was loaded than was hashed',
      candidateLines('model.loaded', field('sha256', '9'.repeat(64))),
      'model-differs',
    ],
    [
      'a second engine in the same log',
      candidateLines('model.loaded', (line) => [line, { ...line, engine: 'mlc' }]),
      'log-disordered',
    ],
    [
      'a second hash of the model in the same log',
      candidateLines('model.digest', (line) => [line, { ...line, sha256: '9'.repeat(64) }]),
      'log-disordered',
    ],
    ['a repetition that counts twice', candidateLogs((text) => repeated(text, 2, 2)), 'work-differs'],
    [
      'a case is left out',
      candidateLogs((text) => rewritten(text, (line) => (line['trial'] === 2 ? null : line))),
      'work-differs',
    ],
    [
      'a case counts under another name',
      candidateLogs((text) =>
        rewritten(text, (line) => (line['case'] === 'b' ? { ...line, case: 'a' } : line)),
      ),
      'work-differs',
    ],
    [
      'a case that was to count does not',
      candidateLogs((text) =>
        rewritten(text, (line) => (line['case'] === 'b' ? { ...line, scored: false } : line)),
      ),
      'work-differs',
    ],
  ];
  test.each(rows)('%s', (_, forge, code) => expectFound(deriveForged(forge), code));
});

describe('prefill speed that decides is one quantity', () => {
  const told = (promptEvalMs: number, lines: typeof candidateLines) =>
    lines('trial.finished', field('engineStats', { promptEvalMs }));
  const asked = (forge: (run: Forged) => void) =>
    deriveForged(
      (run) => {
        run.manifest = { ...run.manifest, gate: [{ metric: 'prefill_rate', marginPercent: 3 }] };
        forge(run);
      },
      { ...passing, promptTokens: 256 },
    );

  test.each<[string, number | null, number | null, string]>([
    ['by one timer', 350, 350, 'GO'],
    ['by no timer', null, null, 'GO'],
    ['by a timer of the candidate alone', null, 300, 'INCONCLUSIVE'],
    ['by a timer of the baseline alone', 380, null, 'INCONCLUSIVE'],
    ['by a timer that leaves more of the candidate’s wait out', 350, 250, 'INCONCLUSIVE'],
  ])('%s', (_, baseline, candidate, verdict) => {
    const derived = asked((run) => {
      if (baseline !== null) told(baseline, baselineLines)(run);
      if (candidate !== null) told(candidate, candidateLines)(run);
    });
    expect(derived.verdict.verdict).toBe(verdict);
    const codes = derived.measurement.caveats.map(({ code }) => code);
    expect(codes).toEqual(verdict === 'GO' ? [] : ['prompt-timers-differ']);
  });
});

/** One trial again and again, each time a little faster, as if an agent had run it so often. */
function repeated(text: string, trial: number, times: number): string {
  const lines = text.split('\n').filter((line) => line.includes(`"trial":${trial},`));
  const copies = Array.from({ length: times - 1 }, (_, i) =>
    lines.map((line) => JSON.parse(line.replace(`"trial":${trial},`, `"trial":${10 + i},`)) as never),
  ).flat();
  return retimed(
    rewritten(text, (line) => (line.type === 'model.digest' ? [...copies, line] : line)),
    (own, line) => own.map((us) => us * (1 - 1e-6 * Number(line['trial']))),
  );
}
