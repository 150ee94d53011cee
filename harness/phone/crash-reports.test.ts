import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { crashFolderOf, type VirtualPhone } from '../virtual-phone/phone-server.ts';
import type { TunnelRegistry } from '../virtual-phone/registry.ts';
import { type DeadApp, writeCrashReport } from '../virtual-phone/services/crash-reports.ts';
import { openDocuments } from './afc/documents.ts';
import { deathIn } from './crash-report.ts';
import { reportedDeath } from './crash-reports.ts';
import { tunnelledPhone } from './tunnelled-phone.fixture.ts';
import { writePlan } from './write-plan.ts';

const bundleId = 'dev.heatsoak.dying';
const own: DeadApp = { bundleId, executable: 'Dying', cause: 'crash', bytes: 3200 * 2 ** 20 };
let root = '';
let phone: VirtualPhone;
let registry: TunnelRegistry;
let close = async (): Promise<void> => undefined;
beforeEach(async () => {
  ({ root, phone, registry, close } = await tunnelledPhone('DEATHS'));
  await phone.preinstall({ bundleId, version: '1', name: 'Dying', plantedEffects: {} });
});
afterEach(() => close());

const reports = (): string => crashFolderOf(join(root, 'phone'));
const die = (over: Partial<DeadApp> = {}): void => writeCrashReport(reports(), { ...own, ...over });
const deathOfLaunch = () =>
  reportedDeath({ registryPort: registry.port, udid: 'DEATHS', bundleId, launch: 'l0' });

async function plan(): Promise<void> {
  const port = phone.services['com.apple.mobile.house_arrest.shim.remote'] ?? 0;
  const documents = await openDocuments(phone.address, port, bundleId);
  await writePlan(documents, 'l0', '{}');
  documents.close();
}

test('a crash and a kill for memory are told apart by what the phone wrote about this app', async () => {
  await plan();
  expect(await deathOfLaunch()).toBeNull();
  die({ bundleId: 'com.other.app', executable: 'Dying-not' });
  expect(await deathOfLaunch()).toBeNull();
  die();
  expect(await deathOfLaunch()).toMatchObject({ cause: 'crash', words: 'crashed: EXC_CRASH (SIGABRT)' });
});

test('a kill for memory says by which limit, and how much the app had; nothing of other apps or the owner is kept', async () => {
  await plan();
  die({ cause: 'jetsam', executable: 'Photos' });
  expect(await deathOfLaunch()).toBeNull();
  die({ cause: 'jetsam' });
  const death = await deathOfLaunch();
  expect(death).toMatchObject({
    cause: 'memory',
    words: 'killed for memory: per-process-limit at 3200 MiB',
    name: expect.stringContaining('JetsamEvent-'),
  });
  expect(death?.report).not.toMatch(/Photos|virtual-owner/);
});

test('a report from before this launch is no word about it', async () => {
  die();
  const [name = ''] = await readdir(reports());
  const before = new Date(Date.now() - 60_000);
  await utimes(join(reports(), name), before, before);
  await plan();
  expect(await deathOfLaunch()).toBeNull();
});

test('a report that is none is passed over', async () => {
  await plan();
  die({ cause: 'jetsam', executable: 'Photos' });
  await writeFile(join(reports(), 'JetsamEvent-cut.ips'), '{"bug_type":"298"');
  expect(await deathOfLaunch()).toBeNull();
  expect(() => deathIn('{"bug_type":"298"', { bundleId, executable: 'Dying' })).toThrow(
    expect.objectContaining({ code: 'CRASH_REPORT_BROKEN' }),
  );
});
