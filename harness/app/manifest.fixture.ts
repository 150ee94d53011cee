import type { AgentName, Manifest, PlannedBuild, PlannedLaunch } from '../experiment/manifest.ts';
import { phoneFixture } from '../experiment/phone.fixture.ts';
import { testAgent } from '../experiment/test-agent.fixture.ts';
import { metricsVersion } from '../measure/metrics/index.ts';
import { engineSettings, type PlanStep } from '../protocol/plan-file.ts';

/** One short synthetic case: seconds of virtual time, well below a second of real time. */
export const shortStep: PlanStep = {
  case: 'pp16-tg16',
  prompt: { kind: 'synthetic', tokens: 16, seed: 1 },
  generateTokens: 16,
  repetitions: 2,
  forSeconds: null,
  scored: true,
};

export function launchFixture(id: string, overrides: Partial<PlannedLaunch> = {}): PlannedLaunch {
  return {
    id,
    role: 'candidate',
    suite: 'short',
    block: 0,
    position: 0,
    kind: 'burst',
    steps: [shortStep],
    estimatedSeconds: 30,
    ...overrides,
  };
}

export function buildFixture(
  app: PlannedBuild['app'],
  model: Omit<PlannedBuild['model'], 'name'>,
): PlannedBuild {
  return {
    role: 'candidate',
    name: 'fixture',
    bundleId: 'dev.heatsoak.fixture',
    version: '1.0',
    app,
    model: { ...model, name: 'demo' },
    engine: engineSettings.parse({ backend: 'cpu' }),
  };
}

export function manifestFixture(
  build: PlannedBuild,
  launches: readonly PlannedLaunch[],
  agent: AgentName | undefined = testAgent.agent,
): Manifest {
  const device = { ...phoneFixture('virtual-a16'), name: 'Virtual iPhone 15', agent };
  return {
    v: 1,
    run: 'fixture',
    startedAt: '2026-01-01T00:00:00.000Z',
    heatsoak: '0.0.0',
    metricsVersion,
    command: 'fixture',
    seed: 1,
    suites: ['short'],
    blocks: 1,
    builds: [build],
    sessions: [{ device, launches: [...launches] }],
    reference: null,
    gate: [],
  };
}
