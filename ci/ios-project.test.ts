import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'plist';
import { expect, test } from 'vitest';

/** What only Xcode can really open is checked here as far as text goes. */
const PROJECT = 'ios/App/Heatsoak.xcodeproj/project.pbxproj';

/** Ids that a project file uses, and those that it defines. */
function idsOf(project: string) {
  const all = project.match(/\b[0-9A-F]{24}\b/g) ?? [];
  const defined = [...project.matchAll(/^\t\t([0-9A-F]{24})\b.* = \{$/gm)].map((match) => match[1] ?? '');
  return { used: new Set(all), defined };
}

test('every object of the Xcode project is defined once, and used', () => {
  const project = readFileSync(PROJECT, 'utf8');
  const { used, defined } = idsOf(project);
  expect(defined.length).toBeGreaterThan(10);
  expect(new Set(defined).size).toBe(defined.length);
  expect([...used].filter((id) => !defined.includes(id))).toEqual([]);
  expect(defined.filter((id) => project.split(id).length < 3)).toEqual([]);
});

test('the shared scheme, which a build by command line names, leads to the app and is archived as a release', () => {
  const scheme = readFileSync(
    'ios/App/Heatsoak.xcodeproj/xcshareddata/xcschemes/Heatsoak.xcscheme',
    'utf8',
  );
  const { defined } = idsOf(readFileSync(PROJECT, 'utf8'));
  const named = [...scheme.matchAll(/BlueprintIdentifier = "(\w+)"/g)].map(([, id]) => id ?? '');
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((id) => !defined.includes(id))).toEqual([]);
  expect(scheme).toContain('<ArchiveAction buildConfiguration = "Release"');
});

test('an id that leads nowhere is seen', () => {
  const { used, defined } = idsOf(
    '\t\tA10000000000000000000001 = {\n\t\t\ttarget = A10000000000000000000002;\n',
  );
  expect([...used].filter((id) => !defined.includes(id))).toEqual(['A10000000000000000000002']);
});

test('the property lists can be read, and the app asks for what a large model needs', () => {
  const folder = 'ios/App/Heatsoak/';
  const files = readdirSync(folder).filter((name) => /\.(plist|entitlements|xcprivacy)$/.test(name));
  expect(files).toHaveLength(3);
  const read = (path: string): Record<string, unknown> => parse(readFileSync(path, 'utf8')) as never;
  for (const name of files) expect(Object.keys(read(folder + name)).length).toBeGreaterThan(0);
  expect(read(`${folder}Heatsoak.entitlements`)).toMatchObject({
    'com.apple.developer.kernel.increased-memory-limit': true,
  });
  expect(read(`${folder}Info.plist`)).toMatchObject({ UIFileSharingEnabled: true });
  expect(read('ios/App/export.plist')).toMatchObject({ method: 'debugging' });
  expect(read('ios/App/HeatsoakDownloads/Info.plist')).toMatchObject({
    EXAppExtensionAttributes: {
      EXExtensionPointIdentifier: 'com.apple.background-asset-downloader-extension',
    },
  });
  expect(Object.keys(read('ios/App/HeatsoakDownloads/HeatsoakDownloads.entitlements'))).toEqual([
    'com.apple.security.application-groups',
  ]);
});

test('prepare.sh shows every step without running one', () => {
  const said = execFileSync('bash', ['ios/prepare.sh', '--dry-run'], { encoding: 'utf8' });
  for (const step of [
    'build-xcframework.sh',
    'Heatsoak-baseline.ipa',
    'Heatsoak-candidate.ipa',
    'WebDriverAgent',
  ])
    expect(said).toContain(step);
  expect(() => execFileSync('bash', ['ios/prepare.sh', '--dry-run', 'dance'], { stdio: 'pipe' })).toThrow(
    /framework/,
  );
});
