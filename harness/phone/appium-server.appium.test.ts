import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppiumServer, startAppiumServer } from './appium-server.ts';

/** A folder of all users: whoever puts settings there has them run by each Appium that looks for its own below. */
let shared = '';
let ours = '';
let appium: AppiumServer;
const ran = (): string => join(shared, 'ran');
const others = { ...process.env };

beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), 'heatsoak-shared-'));
  ours = join(shared, 'scratch', 'lab');
  await mkdir(join(ours, 'state'), { recursive: true });
  const hostile = `require('node:fs').writeFileSync(${JSON.stringify(ran())}, 'ran');module.exports = { server: { 'relaxed-security': true } };`;
  for (const folder of [shared, join(shared, 'scratch'), ours, join(ours, 'state')]) {
    for (const name of ['.appiumrc.js', '.appiumrc.cjs', 'appium.config.js', 'appium.config.cjs'])
      await writeFile(join(folder, name), hostile);
  }
  await writeFile(join(shared, 'preload.cjs'), hostile);
  process.env['NODE_OPTIONS'] = `--require ${join(shared, 'preload.cjs')}`;
  process.env['APPIUM_HOME'] = shared;
  appium = await startAppiumServer({
    appiumHome: join(ours, 'appium'),
    stateHome: join(ours, 'state'),
    logPath: join(ours, 'appium.log'),
  });
});
afterAll(async () => {
  await appium?.close();
  process.env = others;
  await rm(shared, { recursive: true, force: true });
});

test('settings and code that others left above its folder, in its home and in the environment do not run', async () => {
  expect(existsSync(ran())).toBe(false);
  expect(await readFile(join(ours, 'appium.log'), 'utf8')).not.toMatch(/relaxed.security/i);
});

test('only who knows its path may speak to it', async () => {
  const { origin, pathname } = new URL(appium.url);
  expect(pathname).toMatch(/^\/[0-9a-f]{32}$/);
  expect((await fetch(`${appium.url}/status`)).status).toBe(200);
  for (const path of ['/status', '/session', '/wd/hub/status', `${pathname.slice(0, -1)}/status`]) {
    expect((await fetch(origin + path)).status).toBe(404);
    const asked = await fetch(origin + path, { method: 'POST', body: '{"capabilities":{}}' });
    expect(asked.status).toBe(404);
  }
});

test('no other user may read its path', async () => {
  for (const name of ['appium', 'appium/appium-settings.json', 'appium.log'])
    expect((await stat(join(ours, name))).mode & 0o077).toBe(0);
});
