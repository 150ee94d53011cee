import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Examined } from '../lab/doctor/check.ts';
import { policy } from '../lab/doctor/policy.ts';
import { portFile } from '../phone/tunnel-registry.ts';
import { BUNDLE_ID, type ExaminedRig, examinedRig } from './examined-rig.fixture.ts';
import { ofApps, said } from './planted/of-apps.fixture.ts';
import { ofHost } from './planted/of-host.fixture.ts';
import { ofThePhone } from './planted/of-the-phone.fixture.ts';
import { ofTheWay } from './planted/of-the-way.fixture.ts';
import { ofWebDriverAgent } from './planted/of-web-driver-agent.fixture.ts';

let rig: ExaminedRig;
beforeEach(async () => {
  rig = await examinedRig();
});
afterEach(() => rig.close());

const planted = [...ofHost, ...ofTheWay, ...ofThePhone, ...ofWebDriverAgent, ...ofApps];

/** The doctor's own limits are some seconds: a host that stalls for so long may spoil one try, a fault spoils each. */
const tries = { retry: 2 };

test.each(planted)('$check: $fault', tries, async ({ check, plant, found, mend, occasion }) => {
  await plant(rig);
  const examined = (await rig.examine(occasion ?? 'always')).find((each) => each.check === check);
  const what = examined?.found === 'bad' ? examined.severity : examined?.found;
  expect({ what, says: examined?.says }).toMatchObject({ what: found });
  expect(examined?.mend ?? '').toMatch(mend);
});

test('every check has a planted fault', () => {
  expect(new Set(planted.map(({ check }) => check))).toEqual(new Set(Object.keys(policy)));
});

test('a healthy host and phone pass every check', tries, async () => {
  await said(1, { lowPowerMode: false, foreground: true })(rig);
  // How fast this host talks to itself is another question.
  rig.overrides.sendingSpeed = async () => 40e6;
  const examined = await rig.examine('long');
  expect(examined.filter(({ found }) => found !== 'good')).toEqual([]);
  expect(new Set(examined.map(({ check }) => check))).toEqual(new Set(Object.keys(policy)));
});

test('before a run a healthy host and phone are examined in less than two seconds of this process’s own time', async () => {
  const began = process.cpuUsage();
  expect((await rig.examine('always')).length).toBeGreaterThan(15);
  const { user, system } = process.cpuUsage(began);
  expect((user + system) / 1e6).toBeLessThan(2);
});

test('a phone that takes every connection and says nothing passes no check of its own', async () => {
  rig.phone.condition.silent = Object.keys(rig.phone.services);
  const asked = (await rig.examine('doctor')).filter(isOfThePhone);
  expect(asked.filter(({ found }) => found === 'good')).toEqual([]);
});

test('a question whose condition does not hold is not asked, and says which one', tries, async () => {
  rig.phone.condition.connectionType = null;
  const sent = rig.phone.commands.length;
  const after = (await rig.examine('doctor')).find(({ check }) => check === 'phone.os');
  expect(after).toMatchObject({
    found: 'unknown',
    reason: 'not-asked',
    says: 'not asked: tunnel.alive first',
  });
  expect(rig.phone.commands.slice(sent).map(({ command }) => command)).toEqual(['GET /status']);
});

test('the speed of the way is that of bytes that arrived, and nothing of them stays', tries, async () => {
  const speed = (await rig.examine('long')).find(({ check }) => check === 'tunnel.speed');
  expect(speed?.says).toMatch(/^\d+(\.\d)? MiB\/s$/);
  const writes = rig.phone.commands.filter(({ command }) => command === 'FILE_WRITE');
  expect(writes.length).toBeGreaterThanOrEqual(8);
  expect(await readdir(join(rig.folder, 'phone/media'))).toEqual([]);
});

test('an examination removes no app', async () => {
  for (const runners of [[], ['com.acme.wda.xctrunner'], ['a.xctrunner', 'b.xctrunner']]) {
    rig.phone.condition.runners = [...runners];
    await rig.examine('doctor');
    expect(rig.phone.condition.runners).toEqual(runners);
  }
  expect(rig.phone.installedApps().map(({ bundleId }) => bundleId)).toEqual([BUNDLE_ID]);
  expect(rig.phone.commands.map(({ command }) => command)).not.toContain('Uninstall');
});

test('a port that another program took is no registry', async () => {
  const other = createServer((socket) => socket.end('220 mail\r\n')).listen(0, '127.0.0.1');
  const address = other.address();
  await writeFile(portFile(), String(typeof address === 'object' ? address?.port : 0));
  const registry = (await rig.examine('always')).find(({ check }) => check === 'tunnel.registry');
  other.close();
  expect(registry).toMatchObject({ found: 'bad' });
});

const isOfThePhone = ({ check }: Examined): boolean =>
  !/^(host|lab|app)\.|^tunnel\.(registry|phone)$|^phone\.(lease|cable|trust)$/.test(check);
