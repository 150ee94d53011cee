import { expect, test } from 'vitest';
import { type SimulatedRun, simulatedRunLogs } from '../../app/simulated-run.fixture.ts';
import type { Manifest } from '../../experiment/manifest.ts';
import { deriveLogs } from '../../judge/derive.ts';
import { submission } from './submission-document.ts';
import { submissionOf } from './submission-of.ts';

const SECRETS = [
  '00008110-000A1B2C3D4E5F60',
  'F2LSERIAL0XYZ',
  'alice-macbook.local',
  'https://llm.intern.example/v1',
  '/Users/alice/secret-project',
  'Alice’s iPhone',
  'com.acme.unreleased',
  'ACME_API_KEY',
  'project-falcon',
  'what is our revenue in march',
];
const [udid, serial, host, url, path, phoneName, bundleId, variable, project, question] = SECRETS as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

const run: SimulatedRun = {
  speeds: { candidate: 19, baseline: 20 },
  devices: ['one'],
  blocks: 3,
  launchNoise: 0.01,
};

/** A run in which everything that people name is private. @param wholly what phones and apps say of themselves, too: nothing of it counts then */
function planted(wholly: boolean) {
  const logs = simulatedRunLogs({
    ...run,
    ...(wholly ? { edit: (log) => log.replaceAll('"fixture"', `"${host}"`) } : {}),
  });
  const manifest: Manifest = {
    ...logs.manifest,
    command: `heatsoak run --candidate ${path}/build.json`,
    builds: logs.manifest.builds.map((build) => ({
      ...build,
      ...(wholly ? { bundleId, version: project } : {}),
      name: project,
      app: { ...build.app, path: `${path}/app.ipa`, name: project },
      model: { ...build.model, path: `${path}/m.gguf`, name: project },
      format: `${path} format`,
      ...(wholly ? { engine: { ...build.engine, url, model: project, apiKeyVariable: variable } } : {}),
      commit: project,
    })),
    sessions: logs.manifest.sessions.map(({ device, launches }) => ({
      device: {
        ...{ ...device, id: project, name: phoneName, udid },
        ...(wholly ? { model: serial, chip: host, os: serial } : {}),
      },
      launches: launches.map((launch) => ({
        ...launch,
        steps: launch.steps.map((step) =>
          step.prompt.kind === 'chat' ? { ...step, prompt: { kind: 'chat' as const, text: question } } : step,
        ),
      })),
    })),
  };
  const renamed = <T>(all: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...all].map(([key, value]) => [key.replace(/^one/, project), value]));
  return deriveLogs({ manifest, harness: renamed(logs.harness), launches: renamed(logs.launches) });
}

/** Every secret, also in lower case and without its punctuation, that stands in a text. */
const leaked = (text: string): string[] =>
  SECRETS.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()));

test.each([true, false])(
  'nothing that people named, wrote or own gets out (phones say it themselves: %s)',
  (wholly) => {
    const derived = planted(wholly);
    expect(leaked(JSON.stringify(derived.measurement))).toEqual(
      expect.arrayContaining([udid, project, phoneName]),
    );
    const document = submissionOf(derived, new Map());
    expect(leaked(JSON.stringify(document))).toEqual([]);
    if (wholly) expect(document.phones).toMatchObject([{ model: null, chip: null, os: null }]);
    else expect(document.values.length).toBeGreaterThan(10);
  },
);

test('a document that would tell a name is no submission', () => {
  const document = submissionOf(deriveLogs(simulatedRunLogs(run)), new Map());
  expect(submission.safeParse(document).success).toBe(true);
  expect(submission.safeParse({ ...document, host }).success).toBe(false);
  const [first, ...rest] = document.phones;
  expect(submission.safeParse({ ...document, phones: [{ ...first, phone: project }, ...rest] }).success).toBe(
    false,
  );
});

test('what makes a result comparable is there, and it says that it is virtual', () => {
  const document = submissionOf(deriveLogs(simulatedRunLogs(run)), new Map([['quick', ['a', 'b']]]));
  expect(document).toMatchObject({
    v: 1,
    protocol: 1,
    virtual: true,
    day: '2026-01-01',
    purpose: 'two-builds',
  });
  expect(document.phones).toEqual([
    { phone: 'phone-1', model: 'iPhone15,4', chip: 'A16', os: '26.1', virtual: true },
  ]);
  expect(document.suites).toMatchObject([
    { suite: 'quick', blocks: 3, cases: [{ case: 'a' }, { case: 'b' }] },
  ]);
  const change = document.changes.find((each) => each.metric === 'decode_rate' && each.case === '*');
  expect(change?.changePercent).toBeCloseTo(-5, 0);
  expect(change?.ci95Percent).not.toBeNull();
});
