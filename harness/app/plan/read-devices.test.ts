import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readDevices } from './read-devices.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-devices-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test.each([
  ['beside the file', 'WebDriverAgent.ipa', () => join(root, 'WebDriverAgent.ipa')],
  ['where it is named', '/lab/WebDriverAgent.ipa', () => '/lab/WebDriverAgent.ipa'],
])('the WebDriverAgent of a phone lies %s, wherever a command is started', async (_, named, place) => {
  const phone = { kind: 'iphone', id: 'a', name: 'A', model: 'iPhone15,4', chip: 'A16', os: '26.1' };
  const file = join(root, 'devices.json');
  const lab = { devices: [{ ...phone, udid: '00008120-000A1B2C3D4E5F67', webDriverAgent: named }] };
  await writeFile(file, JSON.stringify(lab));
  expect((await readDevices(file)).devices[0]).toMatchObject({ webDriverAgent: place() });
});
