import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** ios/prepare.sh with programs in the place of Apple's, which make the files that those would make. */
const TEAM = 'ABCDE12345';

const XCODEBUILD = `
case "$*" in
  -version) printf 'Xcode %s\\nBuild version 17A1\\n' "$FAKE_XCODE" ;;
  archive*) while [ "$1" != -archivePath ]; do shift; done; mkdir -p "$2/Products/Applications/Heatsoak.app" ;;
  -exportArchive*) while [ "$1" != -exportPath ]; do shift; done; mkdir -p "$2" && touch "$2/Heatsoak.ipa" ;;
  build-for-testing*) while [ "$1" != -derivedDataPath ]; do shift; done
    mkdir -p "$2/Build/Products/Debug-iphoneos/WebDriverAgentRunner-Runner.app/Frameworks/XCTest.framework" ;;
esac`;
const CODESIGN = `
case "$*" in
  *--entitlements*) echo "$FAKE_ENTITLEMENTS" ;;
  *--verbose*) echo 'Authority=Apple Development: Somebody' >&2 ;;
  *--force*) echo "signed again: $*" ;;
esac`;
/** Lists what it packs into the archive. */
const ZIP = 'while [ "$#" -gt 2 ]; do shift; done; find "$2" > "$1"';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'heatsoak-prepare-'));
  for (const folder of [
    'bin',
    'ios/Frameworks/llama.xcframework',
    'node_modules/node-llama-cpp',
    'node_modules/appium-webdriveragent',
    'lab',
  ])
    mkdirSync(join(root, folder), { recursive: true });
  cpSync('ios/prepare.sh', join(root, 'ios/prepare.sh'));
  writeFileSync(join(root, 'ios/Frameworks/llama.xcframework/Info.plist'), '');
  const programs = {
    xcodebuild: XCODEBUILD,
    codesign: CODESIGN,
    zip: ZIP,
    cmake: '',
    node: '',
    df: 'printf "h\\n/dev 1 1 99000000 1 /\\n"',
  };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(root, 'bin', name), 0o755);
  }
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function prepare(step: string, environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync('bash', [join(root, 'ios/prepare.sh'), step], {
    encoding: 'utf8',
    env: {
      PATH: `${join(root, 'bin')}:/usr/bin:/bin`,
      HEATSOAK_TEAM: TEAM,
      FAKE_XCODE: '26.1',
      FAKE_ENTITLEMENTS: '<key>com.apple.developer.kernel.increased-memory-limit</key>',
      ...environment,
    },
  });
  return { status, said: stdout + stderr };
}

test('all steps leave two apps, and WebDriverAgent packed beside devices.json', () => {
  const { status, said } = prepare('all', { HEATSOAK_DEVICES: join(root, 'lab/devices.json') });
  expect(said).toContain('signed with com.apple.developer.kernel.increased-memory-limit');
  expect(status).toBe(0);
  for (const file of [
    'ios/build/Heatsoak-baseline.ipa',
    'ios/build/Heatsoak-candidate.ipa',
    'lab/WebDriverAgent.ipa',
  ])
    expect(existsSync(join(root, file)), file).toBe(true);
});

test('WebDriverAgent is packed without the XCTest of the Mac, and signed again by the same identity', () => {
  const { said } = prepare('wda');
  expect(said).toMatch(/signed again: .*--sign Apple Development: Somebody/);
  const packed = spawnSync('cat', [join(root, 'WebDriverAgent.ipa')], { encoding: 'utf8' }).stdout;
  expect(packed).toContain('Payload/WebDriverAgentRunner-Runner.app/Frameworks');
  expect(packed).not.toContain('XCTest.framework');
});

test('ONNX Runtime is fetched, held against its hash, and kept as a framework; what is another file is not', () => {
  const dry = spawnSync('bash', [join(root, 'ios/prepare.sh'), '--dry-run', 'onnx'], { encoding: 'utf8' });
  expect(dry.stdout).toMatch(
    /\+ curl .*https:\/\/download\.onnxruntime\.ai\/pod-archive-onnxruntime-c-[\d.]+\.zip/,
  );
  const put = (name: string, text: string): void => {
    writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(root, 'bin', name), 0o755);
  };
  put('curl', 'while [ "$1" != --output ]; do shift; done; echo zip > "$2"');
  put('unzip', 'while [ "$1" != -d ]; do shift; done; mkdir -p "$2/onnxruntime.xcframework"');
  put('shasum', 'echo "0000  $3"');
  const refused = prepare('onnx');
  expect([refused.status, refused.said]).toEqual([1, expect.stringContaining('its SHA-256 is another one')]);
  expect(existsSync(join(root, 'ios/Frameworks/onnxruntime.xcframework'))).toBe(false);
  const pinned = /onnx_sha256=(\w{64})/.exec(readFileSync('ios/prepare.sh', 'utf8'))?.[1];
  put('shasum', `echo "${pinned}  $3"`);
  expect(prepare('onnx').status).toBe(0);
  expect(existsSync(join(root, 'ios/Frameworks/onnxruntime.xcframework'))).toBe(true);
});

test('an app without the larger memory limit is said, and how to have it', () => {
  const { status, said } = prepare('app', { FAKE_ENTITLEMENTS: '<dict/>' });
  expect(said).toMatch(/NOT signed with .*increased-memory-limit/);
  expect(said).toContain('Identifiers');
  expect(status).toBe(0);
});

test.each([
  ['Xcode is too old', { FAKE_XCODE: '16.4' }, /Xcode 16.4 is too old\n.*install Xcode 26/],
  ['Xcode does not start', { FAKE_XCODE: '' }, /xcode-select/],
  ['no team is set', { HEATSOAK_TEAM: '' }, /HEATSOAK_TEAM is not set.*\n.*export HEATSOAK_TEAM/],
  ['the team is its name', { HEATSOAK_TEAM: 'My Company' }, /HEATSOAK_TEAM is My Company/],
])('it says how to go on where %s, and builds nothing', (_, environment, words) => {
  const { status, said } = prepare('all', environment as Record<string, string>);
  expect(said).toMatch(words);
  expect(status).toBe(1);
  expect(existsSync(join(root, 'ios/build'))).toBe(false);
});

test('a disk that is full and packages that are missing are seen before anything is built', () => {
  writeFileSync(join(root, 'bin/df'), '#!/bin/sh\nprintf "h\\n/dev 1 1 1000 1 /\\n"\n');
  expect(prepare('check').said).toMatch(/less than 15 GB/);
  rmSync(join(root, 'node_modules'), { recursive: true });
  expect(prepare('check').said).toMatch(/npm ci/);
});
