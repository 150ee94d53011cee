import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { devicesFile } from '../lab/devices-file.ts';
import { portFile } from '../phone/tunnel-registry.ts';
import { type ExaminedRig, examinedRig } from '../preflight/examined-rig.fixture.ts';
import { addPhones, findPhones, freeId } from './init.ts';
import { tunnel } from './tunnel.ts';

const OTHER = '00008120-0000000000000002';

let rig: ExaminedRig;
let path = '';
beforeEach(async () => {
  rig = await examinedRig();
  path = join(rig.folder, 'devices.json');
});
afterEach(() => rig.close());

const readFileAsLab = async () => devicesFile.parse(JSON.parse(await readFile(path, 'utf8')));

test('a phone behind the tunnel is read and written, ready for a run', async () => {
  rig.phone.condition.runners = ['com.acme.WebDriverAgentRunner.xctrunner'];
  const { unlisted } = await findPhones(path);
  await addPhones(
    path,
    unlisted.map((phone) => ({ ...phone, id: freeId(phone.name, []) })),
  );
  expect((await readFileAsLab()).devices).toEqual([
    {
      ...{ kind: 'iphone', id: 'iphone-16-pro', name: 'iPhone 16 Pro', udid: rig.phone.udid },
      ...{ model: 'iPhone17,1', chip: 'A18 Pro', os: '26.1', osBuild: '23B85' },
      webDriverAgentBundleId: 'com.acme.WebDriverAgentRunner',
    },
  ]);
  expect(await findPhones(path)).toMatchObject({ unlisted: [], listed: [{ id: 'iphone-16-pro' }] });
});

test('a phone on a cable without a tunnel is said, and nothing is made up of it', async () => {
  rig.usb.phones.push({ udid: OTHER.replace('-', '').toLowerCase(), connection: 'USB' });
  const found = await findPhones(path);
  expect(found.unread).toEqual([{ udid: OTHER, why: 'the tunnel does not lead to it' }]);
  expect(found.unlisted).toHaveLength(1);
});

test('an id that is taken adds nothing', async () => {
  const { unlisted } = await findPhones(path);
  const named = unlisted.map((phone) => ({ ...phone, id: 'one' }));
  await addPhones(path, named);
  const before = await readFile(path, 'utf8');
  await expect(addPhones(path, named)).rejects.toMatchObject({ code: 'FILE_INVALID' });
  await expect(
    addPhones(
      path,
      named.map((phone) => ({ ...phone, id: 'No id' })),
    ),
  ).rejects.toMatchObject({
    code: 'FILE_INVALID',
  });
  expect(await readFile(path, 'utf8')).toBe(before);
});

test('two phones of one model have two ids', () => {
  expect(freeId('iPhone 16 Pro', ['iphone-16-pro'])).toBe('iphone-16-pro-2');
});

test('the tunnel says where it leads, and which phones it does not know', async () => {
  rig.usb.phones.push({ udid: OTHER, connection: 'USB' });
  const phone = { kind: 'iphone', id: 'mine', name: 'x', model: 'iPhone17,1', chip: 'A18 Pro', os: '26.1' };
  await writeFile(path, JSON.stringify({ devices: [{ ...phone, udid: rig.phone.udid.toLowerCase() }] }));
  const found = await tunnel(path);
  expect(found.port).toBeGreaterThan(0);
  expect(found.phones).toEqual([
    { udid: OTHER, id: null, hasTunnel: false, isHere: true },
    { udid: rig.phone.udid, id: 'mine', hasTunnel: true, isHere: true },
  ]);
});

test('the line that starts it keeps the home of this user, and needs no appium on the path', async () => {
  await rm(portFile());
  const found = await tunnel();
  expect(found.port).toBeNull();
  expect(found.line).toMatch(
    /^sudo --preserve-env=HOME,XDG_DATA_HOME \S*node \S+\/scripts\/tunnel-creation\.mjs --disconnect-retry-max-attempts 0 --tunnel-registry-port 42314$/,
  );
});
