import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TunnelledPhone, tunnelledPhone } from '../phone/tunnelled-phone.fixture.ts';
import { loopbackAddress } from '../virtual-phone/loopback.ts';
import { openAgents } from './agents.ts';

const udid = '00008140-000A777788889999';
const ALONE = 90;
const before = process.env['XDG_DATA_HOME'];
let rig: TunnelledPhone;
const agents = openAgents();

beforeAll(async () => {
  // WebDriverAgent has one port on every phone, and another test may start one on the first phone's address.
  rig = await tunnelledPhone(udid, undefined, loopbackAddress(ALONE));
  process.env['XDG_DATA_HOME'] = join(rig.root, 'state');
});
afterAll(async () => {
  await agents.close();
  if (before === undefined) delete process.env['XDG_DATA_HOME'];
  else process.env['XDG_DATA_HOME'] = before;
  await rig.close();
});

/** What the phone was told while the doctor started its WebDriverAgent. */
async function toldAtStart(
  named: string | undefined,
  installed: readonly string[],
): Promise<{ code: unknown; commands: string[] }> {
  rig.phone.condition.runners = [...installed];
  const from = rig.phone.commands.length;
  const agent = agents.preinstalled({
    ...{ udid, os: '26.1', appiumUrl: undefined, webDriverAgentBundleId: named, spare: undefined },
  });
  const code = await agent.start().then(
    () => 'started',
    (error: { code?: unknown }) => error.code,
  );
  return { code, commands: rig.phone.commands.slice(from).map(({ command }) => command) };
}

// Where the driver looks for the registry is told by a variable on Linux alone.
test.skipIf(process.platform !== 'linux').each([
  [undefined, ['com.acme.wda.xctrunner']],
  ['com.other.wda.xctrunner', ['com.acme.wda.xctrunner']],
  ['com.acme.wda', ['com.acme.wda.xctrunner', 'com.other.wda.xctrunner']],
])(
  'devices.json names %s, installed is %s: the doctor opens no session that would remove one',
  async (named, installed) => {
    expect(await toldAtStart(named, installed)).toEqual({ code: 'RUNNER_DIFFERS', commands: ['Browse'] });
  },
);

test.skipIf(process.platform !== 'linux').each(['com.acme.wda', 'com.acme.wda.xctrunner'])(
  'the doctor starts the one that devices.json names as %s, and removes nothing',
  async (named) => {
    const { code, commands } = await toldAtStart(named, ['com.acme.wda.xctrunner']);
    expect(code).toBe('started');
    expect(commands).not.toContain('Uninstall');
  },
);
