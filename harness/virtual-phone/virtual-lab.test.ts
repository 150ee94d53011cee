import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openVirtualLab } from './virtual-lab.ts';

let root = '';
let before = 0;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-lab-'));
  before = listening();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const listening = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
const phone = (id: string, profile = 'A16') => ({ id, name: id, profile, os: '26.1' });
const open = (phones: ReturnType<typeof phone>[], stateHome = join(root, 'state')) =>
  openVirtualLab({ phones, seed: 1, startedAt: '2026-01-01T00:00:00.000Z', root, stateHome });

test('a lab that is closed leaves no server', async () => {
  const lab = await open([phone('a'), phone('b')]);
  expect(listening()).toBeGreaterThan(before + 10);
  await lab.close();
  await expect.poll(listening).toBe(before);
});

test('a phone that cannot start takes the others with it', async () => {
  await expect(open([phone('a'), phone('b', 'A99')])).rejects.toThrow('A99');
  // Time enough for a phone that was still starting to be found.
  await (await open([phone('c')])).close();
  await expect.poll(listening).toBe(before);
});

test('a service that gets no port takes its phone with it', async () => {
  const listen = Server.prototype.listen;
  let calls = 0;
  const planted = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args) {
    calls += 1;
    if (calls !== 4) return Reflect.apply(listen, this, args);
    process.nextTick(() => this.emit('error', new Error('EMFILE: too many open files')));
    return this;
  });
  await expect(open([phone('a')])).rejects.toThrow('EMFILE');
  planted.mockRestore();
  await expect.poll(listening).toBe(before);
});

test('a registry that cannot publish its port takes the phones with it', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  await expect(open([phone('a')], file)).rejects.toThrow(/ENOTDIR|EEXIST/);
  await expect.poll(listening).toBe(before);
});

test('a request that is no address is answered, and the lab lives on', async () => {
  const lab = await open([phone('a')]);
  const port = lab.stationOf('a')?.registryPort;
  const status = await new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: '//' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.once('error', reject);
    asked.end();
  });
  expect(status).toBe(404);
  await lab.close();
});
