import fc from 'fast-check';
import { expect, test } from 'vitest';
import { simulatedManifest } from '../../app/simulated-run.fixture.ts';
import { planFileOf } from '../../experiment/plan-file-of.ts';
import { jobOf, planOfJob, sessionJob } from './job.ts';
import { simulateSession } from './simulated-session.fixture.ts';

const devices = ['one', 'two', 'three'];
const run = simulatedManifest({ devices, speeds: { baseline: 10, candidate: 10 }, blocks: 2 });

test('a job goes through JSON and back, and plans the same launches, whatever phone it is for', () => {
  const selectors = fc.oneof(
    fc.record({ id: fc.constantFrom(...devices) }),
    fc.record({ model: fc.string({ minLength: 1 }) }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...devices), selectors, (device, selector) => {
      const job = jobOf(run, device, selector);
      const read = sessionJob.parse(JSON.parse(JSON.stringify(job)));
      expect(read).toEqual(job);
      const plan = planOfJob(read);
      const whole = run.sessions.find((each) => each.device.id === device);
      expect(plan.planned).toEqual(whole);
      expect(simulateSession(plan).started).toEqual(whole?.launches.map(({ id }) => id));
    }),
    { seed: 4 },
  );
});

test('a job names files by hash, once each, and says nothing of where the planning host has them', () => {
  const job = jobOf(run, 'two');
  expect(JSON.stringify(job)).not.toMatch(/"path":|\/builds\/|\/models\//);
  const { builds } = run;
  const hashes = [builds[0]?.app.sha256, builds[0]?.model.sha256, builds[1]?.app.sha256];
  expect(job.artefacts.map(({ sha256 }) => sha256)).toEqual(hashes);
  expect(job.device).toEqual({ id: 'two' });
});

test('a launch is planned for the memory of its own phone, also after JSON', () => {
  const [session] = run.sessions;
  const limit = { standard: 3000, entitled: 4000 };
  const limited = {
    ...run,
    sessions: run.sessions.map((each) =>
      each === session ? { ...each, device: { ...each.device, memoryLimitMiB: limit } } : each,
    ),
  };
  const { manifest, planned } = planOfJob(
    sessionJob.parse(JSON.parse(JSON.stringify(jobOf(limited, 'one')))),
  );
  const [build] = manifest.builds;
  const [launch] = planned.launches;
  if (!build || !launch) throw new Error('the job has a launch');
  expect(planFileOf(manifest, build, launch).expected).toEqual({ memoryLimitBytes: 3000 * 2 ** 20 });
});

test('a run that does not have the device, and a job of two sessions, are refused', () => {
  expect(() => jobOf(run, 'four')).toThrow(expect.objectContaining({ code: 'DEVICE_UNKNOWN' }));
  expect(sessionJob.safeParse({ ...jobOf(run, 'one'), manifest: run }).success).toBe(false);
});
