import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ExaminedRig, examinedRig } from '../preflight/examined-rig.fixture.ts';
import { pinDevices } from './pin-devices.ts';

let rig: ExaminedRig;
let devices = '';
beforeEach(async () => {
  rig = await examinedRig();
  devices = join(rig.folder, 'devices.json');
});
afterEach(() => rig.close());

const phone = (udid: string, rest = ''): string =>
  `{ "kind": "iphone", "id": "${udid === rig.phone.udid ? 'mine' : 'away'}", "name": "x", "udid": "${udid}",
      "model": "iPhone17,1", "chip": "A18 Pro", "os": "26.0"${rest} }`;

test('a phone is pinned to the iOS that it has now; the file keeps its form, and a phone that is away its pin', async () => {
  const away = phone('00008120-0000000000000002', ', "osBuild": "22A1"');
  const before = `{\n  "devices":   [ ${phone(rig.phone.udid)},\n    ${away} ]\n}\n`;
  await writeFile(devices, before);
  const pins = await pinDevices({ devices });
  expect(pins.pinned).toEqual([{ id: 'mine', os: '26.1', osBuild: '23B85', before: null }]);
  expect(pins.unread).toEqual([{ id: 'away', why: 'the tunnel does not lead to it' }]);
  const after = await readFile(devices, 'utf8');
  expect(after).toBe(before.replace('"os": "26.0" }', '"os": "26.1","osBuild": "23B85" }'));
  expect((await pinDevices({ devices, device: ['mine'] })).pinned[0]?.before).toBe('23B85');
  expect(await readFile(devices, 'utf8')).toBe(after);
});
