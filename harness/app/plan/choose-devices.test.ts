import { expect, test } from 'vitest';
import { devicesFile } from '../../lab/devices-file.ts';
import { chooseDevices, deviceWithId, namedIds, type PhoneChoice } from './choose-devices.ts';

const lab = devicesFile.parse({
  devices: [
    { kind: 'virtual', id: 'one', name: 'One', profile: 'A16', os: '26.1', tags: ['nightly'] },
    { kind: 'virtual', id: 'two', name: 'Two', profile: 'A16', os: '26.1', tags: ['nightly', 'desk'] },
    { kind: 'virtual', id: 'three', name: 'Three', profile: 'A19 Pro', os: '26.1', tags: ['desk'] },
    { kind: 'virtual', id: 'four', name: 'Four', profile: 'A19 Pro', os: '26.1' },
  ],
});

const chosen = (choice: PhoneChoice): string[] => chooseDevices(lab, choice).map(({ id }) => id);

test.each<[string, PhoneChoice, string[]]>([
  ['all, where none is named', {}, ['one', 'two', 'three', 'four']],
  ['ids, in their order', { device: ['four', 'one'] }, ['four', 'one']],
  ['a tag among ids, each phone once', { device: ['two', 'nightly'] }, ['two', 'one']],
  ['a model as --device', { device: ['iPhone15,4'] }, ['one', 'two']],
  ['any of several tags', { tag: ['nightly', 'desk'] }, ['one', 'two', 'three']],
  ['a model', { model: ['iPhone15,4'] }, ['one', 'two']],
  ['what is of a tag and of a model', { tag: ['desk'], model: ['iPhone15,4'] }, ['two']],
])('chooses %s', (_, choice, ids) => {
  expect(chosen(choice)).toEqual(ids);
});

test.each<[string, PhoneChoice, string]>([
  ['an id', { device: ['thre'] }, 'no device "thre" in devices.json; did you mean "three"?'],
  ['a tag', { tag: ['nightli'] }, 'no tag "nightli" in devices.json; did you mean "nightly"?'],
  ['a model', { model: ['iPhone15,5'] }, 'no model "iPhone15,5" in devices.json; did you mean "iPhone15,4"?'],
  [
    'no phone at all',
    { device: ['four'], tag: ['desk'] },
    'no phone of devices.json is all that was asked for',
  ],
])('refuses what names %s wrongly, with the nearest name', (_, choice, message) => {
  expect(() => chosen(choice)).toThrow(expect.objectContaining({ code: 'DEVICE_UNKNOWN', message }));
});

test('where one phone is meant a tag or a model is no name of it', () => {
  expect(deviceWithId(lab, 'three').name).toBe('Three');
  for (const name of ['nightly', 'iPhone15,4'])
    expect(() => deviceWithId(lab, name)).toThrow(expect.objectContaining({ code: 'DEVICE_UNKNOWN' }));
});

test('a command that does the same again names the phones, and only where some were chosen', () => {
  const choice = { tag: ['desk'] };
  expect(namedIds(choice, chooseDevices(lab, choice))).toEqual(['two', 'three']);
  expect(namedIds({}, lab.devices)).toBeUndefined();
});

test('a tag that is the id of another phone is refused', () => {
  const [one, two] = lab.devices;
  const twisted = devicesFile.safeParse({ devices: [one, { ...two, tags: ['one'] }] });
  expect(twisted.error?.issues).toMatchObject([
    { path: ['devices', 1, 'tags', 0], message: '"one" is the id of another phone' },
  ]);
});
