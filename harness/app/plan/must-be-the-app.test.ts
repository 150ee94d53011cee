import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type PlistValue } from 'plist';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeSignature, deflatedZip, thinProgram } from '../../app-archive/signed-app.fixture.ts';
import { mustBeTheApp } from './must-be-the-app.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-claimed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const info = {
  CFBundleIdentifier: 'com.acme.app',
  CFBundleShortVersionString: '1.2',
  CFBundleExecutable: 'App',
  HeatsoakCommit: '1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d',
};
const claimed = { bundleId: 'com.acme.app', version: '1.2' };

async function app(program = thinProgram(codeSignature({ entitlements: { increased: true, off: false } }))) {
  const path = join(folder, 'app.ipa');
  const named = { 'Info.plist': Buffer.from(build(info as PlistValue)), App: program };
  await writeFile(
    path,
    deflatedZip(
      Object.fromEntries(Object.entries(named).map(([name, bytes]) => [`Payload/A.app/${name}`, bytes])),
    ),
  );
  return path;
}

test('an archive that is what build.json says is taken, with its commit in short or in full', async () => {
  const path = await app();
  for (const commit of [undefined, '1A2B3C4', info.HeatsoakCommit]) {
    const built = mustBeTheApp(path, { ...claimed, commit, entitlements: ['increased'] }, 'build.json');
    expect(await built).toBe(info.HeatsoakCommit);
  }
});

test.each([
  ['bundleId', { bundleId: 'com.acme.other' }, 'BUNDLE_ID_DIFFERS', ['com.acme.app', 'com.acme.other']],
  ['version', { version: '9' }, 'APP_VERSION_DIFFERS', ['1.2', '9']],
  ['commit', { commit: '1a2b3c5' }, 'APP_COMMIT_DIFFERS', ['1a2b3c4d', '1a2b3c5']],
  ['entitlements', { entitlements: ['missing'] }, 'APP_ENTITLEMENTS_DIFFER', ['increased', 'missing']],
  ['entitlements', { entitlements: ['off'] }, 'APP_ENTITLEMENTS_DIFFER', ['increased', 'off']],
])('another %s than the archive has is refused with both values', async (field, over, code, both) => {
  const refused = mustBeTheApp(await app(), { ...claimed, ...over }, 'build.json');
  await expect(refused).rejects.toMatchObject({ code, kind: 'usage', where: `build.json $.${field}` });
  for (const value of both) await expect(refused).rejects.toThrow(value);
});

test('an archive that is not signed says nothing of entitlements', async () => {
  await mustBeTheApp(await app(thinProgram(null)), { ...claimed, entitlements: ['any'] }, 'build.json');
});
