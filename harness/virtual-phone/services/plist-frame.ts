import type { Socket } from 'node:net';
import plist, { type PlistObject } from 'plist';
import type { ByteReader } from './byte-reader.ts';

/** Largest frame that a phone would take; the client's own limit is the same. */
const LARGEST_FRAME_BYTES = 100 << 20;

/** A plist dictionary as the services exchange it. */
export type Message = Record<string, unknown>;

/** Sends one frame: 4-byte big-endian length, XML plist. */
export function sendPlist(socket: Socket, message: Message): void {
  const body = Buffer.from(plist.build(message as PlistObject));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  socket.write(Buffer.concat([head, body]));
}

/** The next frame, or null when the peer closed or sent what no phone would take. */
export async function takePlist(reader: ByteReader): Promise<Message | null> {
  const head = await reader.take(4);
  if (!head) return null;
  const length = head.readUInt32BE(0);
  if (length > LARGEST_FRAME_BYTES) return null;
  const body = await reader.take(length);
  return body ? (plist.parse(body.toString('utf8')) as unknown as Message) : null;
}

/** The greeting that opens every plist service: both replies go out at once. */
export async function checkIn(socket: Socket, reader: ByteReader): Promise<boolean> {
  if (!(await takePlist(reader))) return false;
  sendPlist(socket, { Request: 'RSDCheckin' });
  sendPlist(socket, { Request: 'StartService' });
  return true;
}
