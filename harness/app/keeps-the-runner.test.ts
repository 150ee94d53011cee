import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ExaminedRig, examinedRig } from '../preflight/examined-rig.fixture.ts';
import { makeDemoBuilds } from './demo-builds.ts';
import { doctor } from './doctor.ts';
import { plan } from './plan.ts';
import { run } from './run.ts';
import { smoke } from './smoke/smoke.ts';

const LIMIT_MS = 120_000;
const installed = 'com.acme.wda.xctrunner';
let rig: ExaminedRig;
let build = '';

beforeAll(async () => {
  rig = await examinedRig();
  build = (await makeDemoBuilds(rig.folder, join(rig.folder, 'cache'), {})).candidate;
}, LIMIT_MS);
afterAll(() => rig.close());
beforeEach(() => {
  rig.phone.condition.runners = [installed];
});

const folders = () => ({ cache: join(rig.folder, 'cache'), leases: join(rig.folder, 'leases') });

/** devices.json of that phone, as somebody might write it. */
async function devicesWith(webDriverAgentBundleId: string | undefined): Promise<string> {
  const path = join(rig.folder, `devices-${webDriverAgentBundleId}.json`);
  const { id, udid, os, model } = rig.expected;
  const phone = { kind: 'iphone', id, name: 'Rig', udid, os, model, chip: 'A18' };
  await writeFile(path, JSON.stringify({ devices: [{ ...phone, webDriverAgentBundleId }] }));
  return path;
}

const ways = {
  doctor: async (devices: string) => {
    const { checks } = await doctor({ devices, device: ['rig'] }, { folders: folders() });
    return checks.find(({ check }) => check === 'wda.installed')?.says;
  },
  smoke: async (devices: string) => {
    const out = join(rig.folder, 'runs');
    const { fault } = await smoke({ device: 'rig', devices, build, out }, { folders: folders() });
    return fault?.message;
  },
  run: async (devices: string) => {
    const asked = { suite: ['quick'], candidate: build, device: ['rig'], devices, blocks: 1 };
    const ports = { folders: folders() };
    const planned = await plan({ ...asked, reference: false, command: 'heatsoak run' }, ports);
    return run(planned, { out: join(rig.folder, 'runs') }, ports).then(
      () => 'it ran',
      (error: Error) => error.message,
    );
  },
};

/** As README once said, another lab's, and a name that is nearly right. */
const spellings = [undefined, 'com.other.wda.xctrunner', 'com.acme.wda.runner'];

test.each(
  spellings.flatMap((spelling) =>
    (['doctor', 'smoke', 'run'] as const).map((way) => [way, spelling] as const),
  ),
)(
  'heatsoak %s with "webDriverAgentBundleId": %s says which one is installed, and removes none',
  async (way, spelling) => {
    const from = rig.phone.commands.length;
    expect(await ways[way](await devicesWith(spelling))).toContain(`installed is ${installed}`);
    const told = rig.phone.commands.slice(from).map(({ command }) => command);
    expect(told).toContain('Browse');
    expect(told).not.toContain('Uninstall');
  },
  LIMIT_MS,
);
