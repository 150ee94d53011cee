import { connect, type Socket } from 'node:net';
import { build, type PlistValue } from 'plist';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import { type Dictionary, readPlist } from '../../plist/read-plist.ts';
import { type SocketReader, socketReader } from './socket-reader.ts';

/** Each exchange, as the XCUITest driver's own client limits it. */
const OPERATION_LIMIT_MS = 30_000;
/** An answer is some hundred bytes, a list of apps some hundred kilobytes. */
const LARGEST_FRAME_BYTES = 1 << 20;

/** A connection to one of a phone's services that exchanges property lists. */
export interface ServiceSocket {
  readonly socket: Socket;
  readonly reader: SocketReader;
  send(message: Dictionary): void;
  /** The next answer. @throws Error within the limit of an exchange */
  take(): Promise<Dictionary>;
}

/**
 * Opens a service of the phone and checks in, as each of them wants it.
 * @param limitMs of the way there, and of each exchange
 * @throws HeatsoakError `AFC_UNREACHABLE`
 */
export async function openService(
  address: string,
  port: number,
  limitMs: number = OPERATION_LIMIT_MS,
): Promise<ServiceSocket> {
  const socket = await dial(address, port, limitMs);
  const reader = socketReader(socket, limitMs);
  const service = {
    socket,
    reader,
    send: (message: Dictionary) => sendFrame(socket, message),
    take: () => takeFrame(reader),
  };
  try {
    service.send({ Label: 'heatsoak', ProtocolVersion: '2', Request: 'RSDCheckin' });
    await service.take();
    return service;
  } catch (error) {
    socket.destroy();
    throw unreachable(address, port, error);
  }
}

/** What a conversation with a service ended with, if nobody gave it a name yet. */
export const unreachable = (address: string, port: number, cause: unknown): HeatsoakError =>
  cause instanceof HeatsoakError
    ? cause
    : new HeatsoakError(
        'AFC_UNREACHABLE',
        `the phone's service at ${address}:${port} cannot be reached: ${messageOf(cause)}`,
        { hint: 'reconnect the phone and restart the tunnel', cause },
      );

/** @throws HeatsoakError `AFC_UNREACHABLE` */
export function dial(address: string, port: number, limitMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, timeout: limitMs });
    const fail = (why: Error): void => {
      socket.destroy();
      reject(unreachable(address, port, why));
    };
    socket.once('error', fail);
    socket.once('timeout', () => fail(new Error(`no answer within ${limitMs / 1000} s`)));
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('error');
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

function sendFrame(socket: Socket, message: Dictionary): void {
  const body = Buffer.from(build(message as PlistValue));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  socket.write(Buffer.concat([head, body]));
}

/** The next message: four bytes of length, and a property list. @throws Error */
export async function takeFrame(reader: SocketReader): Promise<Dictionary> {
  const length = (await reader.take(4)).readUInt32BE(0);
  if (length > LARGEST_FRAME_BYTES) throw new Error(`it announces a message of ${length} bytes`);
  return readPlist(await reader.take(length));
}
