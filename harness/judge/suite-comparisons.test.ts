import { expect, test } from 'vitest';
import { simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import { gatePolicy } from '../experiment/gate-policy.ts';
import { type AgentLaunch, agentRun } from '../measure/planted/agent-run.fixture.ts';
import type { PlanStep } from '../protocol/plan-file.ts';
import { compareDecode } from './comparison.fixture.ts';
import { deriveLogs } from './derive.ts';
import { decideVerdict } from './gate.ts';
import { plannedGate } from './gate-rules.ts';
import type { LaunchValues } from './levels.ts';
import { requiredCells } from './required-cells.ts';

const step: PlanStep = {
  case: 'long',
  prompt: { kind: 'synthetic', tokens: 256, seed: 1 },
  generateTokens: 64,
  repetitions: 1,
  forSeconds: 700,
  scored: true,
};
const soak: AgentLaunch = { suite: 'sustained', kind: 'soak', steps: [step] };

test('soaks are compared on the values that the register shows', async () => {
  const { manifest, logs } = await agentRun({
    launches: [
      { ...soak, role: 'baseline', position: 0 },
      { ...soak, role: 'candidate', position: 1, effects: { decodeSlowdownPercent: 8 } },
    ],
  });
  const { comparisons, measurement } = deriveLogs({ manifest, ...logs });
  for (const metric of ['burst', 'plateau', 'retention', 'sustained_rate', 'work_600']) {
    const shown = (launch: string): number | null =>
      measurement.values.find((each) => each.metric === metric && each.launch === launch)?.value ?? null;
    const compared = comparisons.find((each) => each.metric === metric)?.perDevice[0];
    expect(shown('l1'), metric).not.toBeNull();
    expect(compared?.candidate, metric).toBeCloseTo(shown('l1') ?? 0, 9);
    expect(compared?.baseline, metric).toBeCloseTo(shown('l0') ?? 0, 9);
  }
});

test('a gate on warm loads never reads a first load: what is missing never passes', async () => {
  const gate = plannedGate(gatePolicy.parse({ rules: [{ metric: 'load_warm', marginPercent: 5 }] }), 4);
  const roles = ['baseline', 'candidate', 'candidate', 'baseline'] as const;
  const made = await agentRun({ launches: roles.map((role, position) => ({ role, position })) });
  const derived = deriveLogs({ ...made.logs, manifest: { ...made.manifest, gate } });
  const warm = derived.comparisons.find(({ metric }) => metric === 'load_warm')?.perDevice[0];
  expect(warm).toMatchObject({ blocks: 0, reading: 'not-enough-evidence' });
  expect(derived.measurement.summaries.filter(({ metric }) => metric === 'load_first')).toMatchObject([
    { role: 'baseline', count: 2 },
    { role: 'candidate', count: 1 },
  ]);
});

test('a run of soaks alone asks for what decides of soaks, and can pass', () => {
  const gate = plannedGate(gatePolicy.parse({}), 4);
  const { measurement } = deriveLogs(
    simulatedRunLogs({ speeds: { baseline: 10, candidate: 10 }, extra: { gate } }),
  );
  const { manifest } = measurement;
  const sessions = manifest.sessions.map(({ device, launches }) => ({
    device,
    launches: launches.map((launch) => ({ ...launch, kind: 'soak' as const })),
  }));
  const required = requiredCells({ ...manifest, sessions });
  expect(required.map(({ metric }) => metric)).toEqual(['plateau', 'work_600']);
  const pair = (i: number): LaunchValues[] =>
    (['baseline', 'candidate'] as const).map((build, j) => ({
      device: 'one',
      block: `p${i}`,
      position: i % 2 === 0 ? j : 1 - j,
      build,
      values: { '*': 80 * Math.exp(0.001 * ((i * 7 + j * 3) % 5)) },
    }));
  const comparisons = required.map(({ metric, name, suite }) =>
    compareDecode([0, 1, 2, 3].flatMap(pair), { metric, name, suite, marginPercent: 4, pairs: true }),
  );
  const devices = [{ id: 'one', name: 'iPhone' }];
  const request = { devices, purpose: 'two-builds', comparisons, required, caveats: [] } as const;
  expect(decideVerdict(request).verdict).toBe('GO');
});

test('suites that nothing decides in give no verdict', () => {
  const devices = [{ id: 'one', name: 'iPhone' }];
  const request = { devices, purpose: 'two-builds', comparisons: [], required: [], caveats: [] } as const;
  expect(decideVerdict(request)).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: 'Cannot tell: no metric of the gate decides in these suites',
  });
});
