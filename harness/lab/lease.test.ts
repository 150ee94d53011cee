import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLease } from './lease.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-lease-'));
});
afterEach(() => rm(folder, { recursive: true }));

const request = (run: string) => ({ folder, device: 'phone-1', run, now: new Date(0) });

test('a second run on the same phone is refused with the holder', async () => {
  await takeLease(request('run-a'));
  await expect(takeLease(request('run-b'))).rejects.toMatchObject({
    code: 'DEVICE_LEASED',
    message: expect.stringContaining('run-a'),
  });
});

test('a released phone can be taken again', async () => {
  await (await takeLease(request('run-a'))).release();
  await expect(takeLease(request('run-b'))).resolves.toBeDefined();
});

test('the lease of a dead process is taken over', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const holder = { pid: child.pid, host: hostname(), run: 'dead', since: '' };
  await writeFile(join(folder, 'phone-1.lease.json'), JSON.stringify(holder));
  await expect(takeLease(request('run-b'))).resolves.toBeDefined();
});

test('a lease cut while being written counts as dead', async () => {
  await writeFile(join(folder, 'phone-1.lease.json'), '{"pid":');
  await expect(takeLease(request('run-b'))).resolves.toBeDefined();
});

test('a release never removes the lease of another run', async () => {
  const first = await takeLease(request('run-a'));
  await first.release();
  await takeLease(request('run-b'));
  await first.release();
  await expect(takeLease(request('run-c'))).rejects.toMatchObject({ code: 'DEVICE_LEASED' });
});
