import { createServer, type Server } from 'node:net';
import { buildBinary } from 'plist';
import { afterEach, expect, test } from 'vitest';
import { listen } from '../../virtual-phone/rig/gate.ts';
import { openService } from './service-socket.ts';

let service: Server;
afterEach(() => void service.close());

test('a service that answers in binary property lists is understood', async () => {
  const body = buildBinary({ Request: 'RSDCheckin', Status: 'Complete' });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  service = createServer((socket) => socket.on('data', () => socket.write(Buffer.concat([length, body]))));
  const port = await listen(service, '127.0.0.1');
  const opened = await openService('127.0.0.1', port);
  opened.send({ Command: 'VendDocuments' });
  expect(await opened.take()).toEqual({ Request: 'RSDCheckin', Status: 'Complete' });
  opened.socket.destroy();
});
