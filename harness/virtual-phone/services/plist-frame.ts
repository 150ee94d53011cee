import type { Socket } from 'node:net';
import { build, type PlistValue } from 'plist';
import { readPlist } from '../../plist/read-plist.ts';
import type { ByteReader } from './byte-reader.ts';

/** What a client asks for in one frame has some hundred bytes. */
const LARGEST_FRAME_BYTES = 1 << 20;

/** A plist dictionary as the services exchange it. */
export type Message = Record<string, unknown>;

/** Sends one frame: 4-byte big-endian length, XML plist. */
export function sendPlist(socket: Socket, message: Message): void {
  const body = Buffer.from(build(message as PlistValue));
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
  return body ? readPlist(body) : null;
}

/** The greeting that opens every plist service: both replies go out at once. */
export async function checkIn(socket: Socket, reader: ByteReader): Promise<boolean> {
  if (!(await takePlist(reader))) return false;
  sendPlist(socket, { Request: 'RSDCheckin' });
  sendPlist(socket, { Request: 'StartService' });
  return true;
}
