import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { build, type PlistValue, parse } from 'plist';

/** What the daemon knows; changed by whoever plants a fault. */
export interface ListedPhones {
  phones: { udid: string; connection: string }[];
  /** Udids with a pair record. */
  paired: string[];
  isSilent: boolean;
  /** Where a port of a phone is; null: nobody listens there. Absent: nobody listens anywhere. */
  way?: (udid: string, port: number) => { readonly host: string; readonly port: number } | null;
}

const HEADER_BYTES = 16;
const PLIST_MESSAGE = 8;
const DONE = { MessageType: 'Result', Number: 0 };
const NO_RECORD = { MessageType: 'Result', Number: 2 };
const CONNECTION_REFUSED = { MessageType: 'Result', Number: 3 };

/** A usbmuxd on a socket of its own: lists phones, reads pair records, and leads to ports of phones. */
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
        const tag = held.readUInt32LE(12);
        held = held.subarray(length);
        const way = wayTo(asked, listed);
        if (way) return lead(socket, tag, way);
        if (!listed.isSilent) socket.write(framed(answer(asked, listed), tag));
      }
    });
  });
  const path = join(folder, 'usbmuxd');
  server.listen(path);
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    path,
    /** Ends every connection that is under way. */
    cut,
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The place that a connection is asked for; null where it is asked for none, or for one where nobody listens. */
function wayTo(asked: Record<string, unknown>, { phones, way, isSilent }: ListedPhones) {
  const phone = phones[Number(asked['DeviceID']) - 1];
  if (asked['MessageType'] !== 'Connect' || isSilent || !phone || !way) return null;
  return way(phone.udid, swapped(Number(asked['PortNumber'])));
}

/** A port comes in the byte order of the network. */
const swapped = (port: number): number => ((port & 0xff) << 8) | (port >> 8);

/** From its answer on, the connection to the daemon is one to the phone. */
function lead(socket: Socket, tag: number, { host, port }: { host: string; port: number }): void {
  socket.removeAllListeners('data');
  const phone = connect(port, host);
  phone.once('connect', () => {
    socket.write(framed(DONE, tag));
    socket.pipe(phone).pipe(socket);
  });
  phone.once('error', () => socket.end(framed(CONNECTION_REFUSED, tag)));
  socket.once('close', () => phone.destroy());
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
  if (asked['MessageType'] === 'Connect') return CONNECTION_REFUSED;
  if (!paired.includes(String(asked['PairRecordID']))) return NO_RECORD;
  const keys = { HostCertificate: Buffer.from('certificate'), HostPrivateKey: Buffer.from('key') };
  return { PairRecordData: Buffer.from(build({ HostID: 'host', SystemBUID: 'buid', ...keys })) };
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
