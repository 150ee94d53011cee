import { createServer } from 'node:net';
import { platform } from 'node:os';
import { expect, test } from 'vitest';
import { listeningAddresses } from './listening.fixture.ts';

test.skipIf(platform() !== 'linux')(
  'a server is found with its address, and one on every interface is no loopback',
  async () => {
    const addresses = ['127.0.0.1', '0.0.0.0'];
    const servers = await Promise.all(
      addresses.map(
        (address) =>
          new Promise<ReturnType<typeof createServer>>((resolve) => {
            const server = createServer().listen(0, address, () => resolve(server));
          }),
      ),
    );
    const found = await listeningAddresses();
    for (const server of servers) server.close();
    expect(found).toEqual(expect.arrayContaining(addresses));
  },
);
