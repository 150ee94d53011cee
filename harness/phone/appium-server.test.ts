import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startAppiumServer } from './appium-server.ts';

const node = process.execPath;
let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-appium-'));
});
afterEach(async () => {
  process.execPath = node;
  await rm(root, { recursive: true, force: true });
});

const start = () =>
  startAppiumServer({ appiumHome: join(root, 'home'), stateHome: root, logPath: join(root, 'appium.log') });

test('a server that cannot be started is an error by its name, not the end of the harness', async () => {
  process.execPath = join(root, 'no-node');
  await expect(start()).rejects.toMatchObject({
    code: 'APPIUM_NOT_READY',
    message: expect.stringContaining('ENOENT'),
  });
});

test.skipIf(process.platform === 'win32')('a server that dies at once is not waited for', async () => {
  process.execPath = '/bin/false';
  await expect(start()).rejects.toMatchObject({ code: 'APPIUM_NOT_READY', kind: 'host' });
});
