import { expect, test } from 'vitest';
import { listedIn, withDevices } from './add-devices.ts';
import { type Device, devicesFile } from './devices-file.ts';

const phone: Device = {
  ...{ kind: 'iphone', id: 'iphone-16-pro', name: 'iPhone 16 Pro', udid: '00008140-000A1B2C3D4E5F67' },
  ...{ model: 'iPhone17,1', chip: 'A18 Pro', os: '26.1' },
};

test('a lab that has no file yet gets one', () => {
  const text = withDevices(null, [phone]);
  expect(devicesFile.parse(JSON.parse(text)).devices).toEqual([phone]);
});

test('what stands in the file stays as it is, with its comments', () => {
  const before =
    '{\n  // the shelf by the window\n  "devices": [\n    { "kind": "virtual", "id": "v",   "name": "V", "profile": "A16", "os": "26.1" } // old\n  ]\n}\n';
  const after = withDevices(before, [phone]);
  expect(after).toContain('"os": "26.1" }, // old\n    { "kind": "iphone"');
  for (const line of ['// the shelf by the window', '"id": "v",   "name"', '// old'])
    expect(after).toContain(line);
  expect(listedIn(after).map(({ id }) => id)).toEqual(['v', 'iphone-16-pro']);
});

test('several phones stand in their order', () => {
  const ids = listedIn(withDevices(null, [phone, { ...phone, id: 'b' }])).map(({ id }) => id);
  expect(ids).toEqual(['iphone-16-pro', 'b']);
});
