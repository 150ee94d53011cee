import { expect, test } from 'vitest';
import { simulatedManifest } from '../harness/app/simulated-run.fixture.ts';
import type { Measurement } from '../harness/measure/result.ts';
import { environmentFacts } from './environment-facts.ts';

/** The rows of a run with one build of which build.json says this. */
function factsOf(said: Readonly<Record<string, unknown>>): Map<string, string> {
  const manifest = simulatedManifest({ speeds: { candidate: 20 } });
  const builds = manifest.builds.map((build) => ({ ...build, ...said }));
  return new Map(
    environmentFacts({ manifest: { ...manifest, builds }, launches: [] } as unknown as Measurement),
  );
}

test('what build.json says of where an app comes from and what it is signed with stands in the report', () => {
  const facts = factsOf({
    commit: '1a2b3c4d',
    url: 'https://ci.example.com/builds/7',
    labels: { branch: 'main' },
    entitlements: ['com.apple.developer.kernel.increased-memory-limit'],
  });
  expect(facts.get('Origin: candidate')).toBe(
    'commit 1a2b3c4d; https://ci.example.com/builds/7; branch: main; signed with com.apple.developer.kernel.increased-memory-limit',
  );
  expect(facts.get('Build: candidate')).toContain(', version ');
});

test('a build of which nothing is said has no such row', () => {
  expect(factsOf({}).has('Origin: candidate')).toBe(false);
});
