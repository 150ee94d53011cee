import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { loopbackAddress } from './loopback.ts';

test('on Linux no two phones of a lab of a thousand share an address, and none is the address of the host', () => {
  const addresses = Array.from({ length: 1000 }, (_, place) => loopbackAddress(place, 'linux'));
  expect(new Set(addresses).size).toBe(1000);
  expect(addresses).not.toContain('127.0.0.1');
  expect(addresses[254]).toBe('127.0.2.1');
});

test('macOS has one loopback address', () => {
  expect(loopbackAddress(3, 'darwin')).toBe('127.0.0.1');
});

test('what listens for one phone does not answer for the next', async () => {
  const server = createServer().listen(0, loopbackAddress(0, process.platform));
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const refused = await new Promise<boolean>((resolve) => {
    const socket = connect(port, loopbackAddress(1, process.platform));
    socket.once('error', () => resolve(true));
    socket.once('connect', () => resolve(false));
  });
  server.close();
  expect(refused).toBe(process.platform === 'linux');
});
