import { expect, test } from 'vitest';
import { simulatedManifest, simulatedRunLogs } from '../harness/app/simulated-run.fixture.ts';
import { deriveLogs } from '../harness/judge/derive.ts';
import type { Measurement } from '../harness/measure/result.ts';
import { environmentFacts } from './environment-facts.ts';

/** The environment of a run of two builds, of which build.json says this of the candidate. */
function environmentOf(said: Readonly<Record<string, unknown>>) {
  const manifest = simulatedManifest({ speeds: { baseline: 20, candidate: 20 } });
  const builds = manifest.builds.map((build) => (build.role === 'candidate' ? { ...build, ...said } : build));
  return environmentFacts({ manifest: { ...manifest, builds }, launches: [] } as unknown as Measurement);
}

test('what build.json says of where an app comes from and what it is signed with stands in the report', () => {
  const { builds, ofBuilds } = environmentOf({
    commit: '1a2b3c4d',
    url: 'https://ci.example.com/builds/7',
    labels: { branch: 'main' },
    entitlements: ['com.apple.developer.kernel.increased-memory-limit'],
  });
  const ofCandidate = (fact: string) =>
    ofBuilds.find((row) => row.fact === fact)?.values[builds.indexOf('candidate')];
  expect(['Commit', 'Address', 'branch', 'Signed with'].map(ofCandidate)).toEqual([
    '1a2b3c4d',
    'https://ci.example.com/builds/7',
    'main',
    'com.apple.developer.kernel.increased-memory-limit',
  ]);
});

test('what differs between the builds comes first, and a fact that one lacks is a difference', () => {
  const { ofBuilds } = environmentOf({ commit: '1a2b3c4d' });
  const last = ofBuilds.findLastIndex(({ differs }) => differs);
  expect(ofBuilds.findIndex(({ differs }) => !differs)).toBe(last + 1);
  expect(ofBuilds.find(({ fact }) => fact === 'Commit')).toMatchObject({ differs: true });
  expect(ofBuilds.find(({ fact }) => fact === 'Engine')).toMatchObject({ differs: false });
});

test('what no phone could read is counted once, with its reason; what one could read stands with it', () => {
  const { measurement } = deriveLogs(
    simulatedRunLogs({ speeds: { baseline: 20, candidate: 20 }, devices: ['one', 'two'] }),
  );
  const { devices, unreadable } = environmentFacts(measurement);
  expect(unreadable.length).toBeGreaterThan(0);
  for (const group of unreadable) expect(group.devices).toHaveLength(2);
  expect(new Set(unreadable.flatMap(({ facts }) => facts)).size).toBe(
    unreadable.flatMap(({ facts }) => facts).length,
  );
  for (const { facts } of devices)
    expect(facts.map(([, value]) => value).filter((value) => value.includes('not readable'))).toEqual([]);
});

test('a host whose model and chip are one name is named once', () => {
  const { measurement } = deriveLogs(simulatedRunLogs({ speeds: { candidate: 20 } }));
  const sessions = measurement.manifest.sessions.map((session) => ({
    ...session,
    device: { ...session.device, model: 'A processor (2 cores)', chip: 'A processor (2 cores)' },
  }));
  const { devices } = environmentFacts({ ...measurement, manifest: { ...measurement.manifest, sessions } });
  expect(devices[0]?.facts[0]?.[1].match(/A processor/g)).toHaveLength(1);
});
