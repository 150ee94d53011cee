import { expect, test } from 'vitest';
import { simulatedManifest } from '../../app/simulated-run.fixture.ts';
import type { Manifest } from '../../experiment/manifest.ts';
import { phoneFixture } from '../../experiment/phone.fixture.ts';
import { unmeasuredByPlan } from './unmeasured-plan.ts';

const planned = simulatedManifest({ speeds: { baseline: 10, candidate: 10 } });
const otherModel = (manifest: Manifest): Manifest => ({
  ...manifest,
  builds: manifest.builds.map((build) =>
    build.role === 'candidate' ? { ...build, model: { ...build.model, sha256: 'b'.repeat(64) } } : build,
  ),
});

test('a plan of the same model needs neither scores nor a reference', () => {
  expect(unmeasuredByPlan(planned)).toEqual([]);
});

test('a plan of another model is told what it lacks before any phone is busy', () => {
  expect(unmeasuredByPlan(otherModel(planned))).toEqual([
    'no suite scores: add --suite quality',
    'no reference: name one in devices.json',
  ]);
  expect(unmeasuredByPlan({ ...otherModel(planned), sameOutput: false })).toEqual([]);
});

test('a plan that scores on the phone and has a reference lacks nothing', () => {
  const sessions = planned.sessions.map((session) => ({
    ...session,
    launches: session.launches.map((launch) => ({
      ...launch,
      steps: launch.steps.map((step) => ({ ...step, score: true })),
    })),
  }));
  const reference = { device: phoneFixture('host'), launches: [] };
  expect(unmeasuredByPlan({ ...otherModel(planned), sessions, reference })).toEqual([]);
});
