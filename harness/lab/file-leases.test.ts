import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hostId, platformUuid } from '../files/host-id.ts';
import { processStart } from '../files/process-start.ts';
import { fileLeases } from './file-leases.ts';
import { leasesContract } from './leases.contract.ts';
import type { Lease } from './leases.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-lease-'));
});
afterEach(() => rm(folder, { recursive: true }));

const request = (run: string) => ({ device: 'phone-1', run, now: new Date(0) });
const take = (asked: ReturnType<typeof request>): Promise<Lease> => fileLeases(folder).take(asked);

leasesContract('files', async () => [fileLeases(folder), fileLeases(folder)]);

test('the lease of a dead process is taken over', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const holder = { pid: child.pid, host: hostname(), run: 'dead', since: '' };
  await writeFile(join(folder, 'phone-1.lease.json'), JSON.stringify(holder));
  await expect(take(request('run-b'))).resolves.toBeDefined();
});

test('a lease cut while being written counts as dead', async () => {
  await writeFile(join(folder, 'phone-1.lease.json'), '{"pid":');
  await expect(take(request('run-b'))).resolves.toBeDefined();
});

const leaveLease = (holder: Record<string, unknown>): Promise<void> =>
  writeFile(join(folder, 'phone-1.lease.json'), JSON.stringify({ run: 'old', since: '', ...holder }));

test.skipIf(processStart(process.pid) === null)(
  'the number of a dead holder that another process has now is no holder',
  async () => {
    // This test's parent lives; it began at another time than the holder did.
    await leaveLease({ pid: process.ppid, host: hostname(), started: 'another boot 1' });
    await expect(take(request('run-b'))).resolves.toBeDefined();
    await leaveLease({ pid: process.ppid, host: hostname(), started: processStart(process.ppid) });
    await expect(take(request('run-c'))).rejects.toMatchObject({ code: 'DEVICE_LEASED' });
  },
);

test('a process begins once: the same text each time, another for another process', () => {
  expect(processStart(process.pid)).toBe(processStart(process.pid));
  expect(processStart(2 ** 30)).toBeNull();
});

test('the lease of another host stands, and says which file to delete once that host is gone', async () => {
  await leaveLease({ pid: 1, host: 'elsewhere' });
  const path = join(folder, 'phone-1.lease.json');
  await expect(take(request('run-b'))).rejects.toMatchObject({
    code: 'DEVICE_LEASED',
    where: path,
    hint: expect.stringContaining(`delete ${path}`),
  });
});

// /etc/machine-id, or IOPlatformUUID; a system that has neither knows its hosts by name.
test.skipIf(hostId() === null)(
  'a dead holder of this host is known under whatever name the host had',
  async () => {
    await leaveLease({ pid: 2 ** 30, host: `${hostname()}-2.local`, hostId: hostId() });
    await expect(take(request('run-b'))).resolves.toBeDefined();
  },
);

test.skipIf(hostId() === null)('a holder on another host of the same name stands', async () => {
  await leaveLease({ pid: 2 ** 30, host: hostname(), hostId: 'another host' });
  await expect(take(request('run-b'))).rejects.toMatchObject({ code: 'DEVICE_LEASED' });
});

test('what macOS says of its hardware has the id of the host in it', () => {
  const said =
    '+-o J314  <class IOPlatformExpertDevice>\n    {\n      "IOPlatformUUID" = "3F2504E0-4F89-11D3"\n';
  expect(platformUuid(said)).toBe('3F2504E0-4F89-11D3');
  expect(platformUuid('')).toBeNull();
});

test('of many runs that find a dead holder one after another one gets the phone, and nothing else is left', async () => {
  const late = async (turns: number): Promise<Lease> => {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    return take(request(`run-${turns}`));
  };
  for (let round = 0; round < 20; round++) {
    await leaveLease({ pid: 2 ** 30, host: hostname() });
    const settled = await Promise.allSettled(Array.from({ length: 12 }, (_, turns) => late(turns)));
    const taken = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(taken).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['phone-1.lease.json']);
    await taken[0]?.release();
  }
});

test('a run that was killed while it took over holds nobody up for long', async () => {
  await leaveLease({ pid: 2 ** 30, host: hostname() });
  const claim = join(folder, 'phone-1.lease.json.takeover');
  await writeFile(claim, '');
  await utimes(claim, new Date(0), new Date(0));
  await expect(take(request('run-b'))).resolves.toBeDefined();
});

test('a folder that cannot be used is reported with what to do', async () => {
  const path = join(folder, 'file');
  await writeFile(path, '');
  await expect(fileLeases(path).take(request('run-a'))).rejects.toMatchObject({
    code: 'LEASE_UNWRITABLE',
    kind: 'host',
    hint: expect.stringContaining('HEATSOAK_LEASES'),
  });
});
