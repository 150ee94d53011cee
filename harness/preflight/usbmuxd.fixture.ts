import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { build, type PlistValue, parse } from 'plist';

/** What the daemon knows; changed by whoever plants a fault. */
export interface ListedPhones {
  phones: { udid: string; connection: string }[];
  /** Udids with a pair record. */
  paired: string[];
  isSilent: boolean;
}

const HEADER_BYTES = 16;
const PLIST_MESSAGE = 8;

/** A usbmuxd on a socket of its own: lists phones and reads pair records. */
export async function startUsbmuxd(folder: string, listed: ListedPhones) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let held = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= HEADER_BYTES && held.length >= held.readUInt32LE(0)) {
        const length = held.readUInt32LE(0);
        const asked = parse(held.subarray(HEADER_BYTES, length).toString('utf8')) as Record<string, unknown>;
        if (!listed.isSilent) socket.write(framed(answer(asked, listed), held.readUInt32LE(12)));
        held = held.subarray(length);
      }
    });
  });
  const path = join(folder, 'usbmuxd');
  server.listen(path);
  await once(server, 'listening');
  return {
    path,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(asked: Record<string, unknown>, { phones, paired }: ListedPhones): Record<string, unknown> {
  if (asked['MessageType'] === 'ListDevices') {
    const device = ({ udid, connection }: ListedPhones['phones'][number], i: number) => ({
      DeviceID: i + 1,
      MessageType: 'Attached',
      Properties: { SerialNumber: udid, ConnectionType: connection, DeviceID: i + 1, ProductID: 0x12a8 },
    });
    return { DeviceList: phones.map(device) };
  }
  if (!paired.includes(String(asked['PairRecordID']))) return { MessageType: 'Result', Number: 2 };
  const record = Buffer.from(build({ HostID: 'host', SystemBUID: 'buid' }));
  return { PairRecordData: record };
}

function framed(message: Record<string, unknown>, tag: number): Buffer {
  const body = Buffer.from(build(message as PlistValue));
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt32LE(HEADER_BYTES + body.length, 0);
  head.writeUInt32LE(1, 4);
  head.writeUInt32LE(PLIST_MESSAGE, 8);
  head.writeUInt32LE(tag, 12);
  return Buffer.concat([head, body]);
}
