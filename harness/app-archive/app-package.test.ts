import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeIpa } from '../virtual-phone/ipa.ts';
import { storedZip } from '../virtual-phone/stored-zip.ts';
import { type AppPackage, appPackageIn } from './app-package.ts';
import { infoOf, withApp } from './open-app.ts';

const readAppPackage = (path: string): Promise<AppPackage> =>
  withApp(path, async (app) => appPackageIn(await infoOf(app), path));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-app-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function archive(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}
const withInfo = (text: string | Buffer): Buffer =>
  storedZip([{ name: 'Payload/X.app/Info.plist', bytes: Buffer.from(text) }]);

/** `{CFBundleIdentifier: 'a.b'}` as Xcode ships it: a binary property list. */
const BINARY = Buffer.from(
  'YnBsaXN0MDDRAQJfEBJDRkJ1bmRsZUlkZW50aWZpZXJTYS5iCAsgAAAAAAAAAQEAAAAAAAAAAwAAAAAAAAAAAAAAAAAAACQ=',
  'base64',
);

test('bundle id and version come from the archive', async () => {
  const path = join(folder, 'good.ipa');
  await writeIpa(path, { bundleId: 'com.example.phi', version: '7', name: 'Phi', plantedEffects: {} });
  expect(await readAppPackage(path)).toEqual({ bundleId: 'com.example.phi', version: '7' });
});

test('a binary Info.plist is read too', async () => {
  expect(await readAppPackage(await archive('binary.ipa', withInfo(BINARY)))).toMatchObject({
    bundleId: 'a.b',
  });
});

/** 60 lists of which each holds the next one twice: 428 bytes that stand for 2^60 values. */
function sharedWithoutEnd(): Buffer {
  const lists = Array.from({ length: 60 }, (_, i) => Buffer.from([0xa2, i + 1, i + 1]));
  const values = [...lists, Buffer.from([0x51, 0x61])];
  const offsets = values.map((_, i) => 8 + 3 * i);
  const trailer = Buffer.alloc(32);
  trailer.writeUInt8(1, 6);
  trailer.writeUInt8(1, 7);
  trailer.writeBigUInt64BE(BigInt(values.length), 8);
  trailer.writeBigUInt64BE(BigInt(8 + 3 * 60 + 2), 24);
  return Buffer.concat([Buffer.from('bplist00'), ...values, Buffer.from(offsets), trailer]);
}

test('an Info.plist that a strict reader refuses says so once, and nothing is printed beside it', async () => {
  const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'log')];
  const foreign =
    '<!DOCTYPE plist [<!ENTITY a "x">]><plist><dict><key>k</key><string>&b;</string></dict></plist>';
  await expect(readAppPackage(await archive('entity.ipa', withInfo(foreign)))).rejects.toThrow(
    'entity not found',
  );
  for (const channel of printed) expect(channel).not.toHaveBeenCalled();
});

test.each([
  ['text that is no archive', Buffer.from('hello'), 'APP_NOT_ZIP'],
  ['an empty file', Buffer.alloc(0), 'APP_NOT_ZIP'],
  ['an archive without an app', storedZip([{ name: 'readme', bytes: Buffer.from('x') }]), 'APP_WITHOUT_INFO'],
  ['an Info.plist that is not a plist', withInfo('{}'), 'APP_INFO_BROKEN'],
  ['an Info.plist without a bundle id', withInfo('<plist><dict/></plist>'), 'APP_INFO_BROKEN'],
  [
    'a bundle id that leads out of its folder',
    withInfo('<plist><dict><key>CFBundleIdentifier</key><string>../../x</string></dict></plist>'),
    'APP_INFO_BROKEN',
  ],
  ['lists that share lists without end', withInfo(sharedWithoutEnd()), 'APP_INFO_BROKEN'],
  ['lists in lists', withInfo(`<plist>${'<array>'.repeat(50_000)}`), 'APP_INFO_BROKEN'],
  ['a cut archive', withInfo(BINARY).subarray(0, 60), 'APP_NOT_ZIP'],
])('%s is refused by name', async (_, bytes, code) => {
  const path = await archive('bad.ipa', bytes);
  await expect(readAppPackage(path)).rejects.toMatchObject({
    code,
    kind: 'usage',
    message: expect.stringContaining(path),
  });
});
