import { expect, test } from 'vitest';
import { type AgentLaunch, agentRun } from '../measure/planted/agent-run.fixture.ts';
import type { PlanStep } from '../protocol/plan-file.ts';
import { deriveLogs } from './derive.ts';

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
