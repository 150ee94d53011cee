import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findService } from './tunnel-registry.ts';

let server: Server;
let answer: unknown;
beforeEach(async () => {
  server = createServer((_, response) => response.end(JSON.stringify(answer)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

const find = () => findService((server.address() as AddressInfo).port, 'PHONE', 'files');

test('a service is where the registry says', async () => {
  answer = { address: 'fd00::1', services: { files: { port: '123' } } };
  expect(await find()).toEqual({ address: 'fd00::1', port: 123 });
});

test('a phone without the service is reported as such', async () => {
  answer = { address: 'fd00::1', services: {} };
  await expect(find()).rejects.toMatchObject({ code: 'SERVICE_MISSING' });
});

test.each([[null], [{}], [{ address: 'fd00::1' }]])('%j is no registry', async (other) => {
  answer = other;
  await expect(find()).rejects.toMatchObject({
    code: 'TUNNEL_LOST',
    message: expect.stringContaining('no tunnel registry'),
  });
});
