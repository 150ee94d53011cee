import { connect, type Socket } from 'node:net';
import plist, { type PlistObject } from 'plist';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import { AFC_HEADER_BYTES, AfcOperation, AfcStatus, afcHeader } from './packet.ts';
import { type SocketReader, socketReader } from './socket-reader.ts';

/** Each exchange, as the XCUITest driver's own client limits it. */
const OPERATION_LIMIT_MS = 30_000;
/** The greeting's answers are some hundred bytes; whoever says more is not the file service. */
const LARGEST_FRAME_BYTES = 1 << 20;
/** No answer holds more than was asked for, which is a piece of a file or the names in a folder. */
const LARGEST_REPLY_BYTES = 8 << 20;

export interface AfcReply {
  readonly operation: number;
  readonly head: Buffer;
  readonly content: Buffer;
}

/** A socket that speaks AFC to one app's Documents. Open, work, close: a phone drops it after 30 s of silence. */
export interface AfcConnection {
  /** @throws HeatsoakError `AFC_…` with the phone's status */
  exchange(operation: number, head: Buffer, content?: Buffer): Promise<AfcReply>;
  close(): void;
}

/** Opens house_arrest on the given port, checks in, and has the app's Documents vended. */
export async function vendDocuments(address: string, port: number, bundleId: string): Promise<AfcConnection> {
  const socket = await dial(address, port);
  const reader = socketReader(socket, OPERATION_LIMIT_MS);
  try {
    sendFrame(socket, { Label: 'heatsoak', ProtocolVersion: '2', Request: 'RSDCheckin' });
    await takeFrame(reader);
    refuseError(await takeFrame(reader), bundleId);
    sendFrame(socket, { Command: 'VendDocuments', Identifier: bundleId });
    refuseError(await takeFrame(reader), bundleId);
    return overSocket(socket, reader);
  } catch (error) {
    socket.destroy();
    throw error instanceof HeatsoakError ? error : unreachable(address, port, messageOf(error), error);
  }
}

const unreachable = (address: string, port: number, why: string, cause?: unknown): HeatsoakError =>
  new HeatsoakError(
    'AFC_UNREACHABLE',
    `the phone's file service at ${address}:${port} cannot be reached: ${why}`,
    { hint: 'reconnect the phone and restart the tunnel', cause },
  );

function dial(address: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, timeout: OPERATION_LIMIT_MS });
    const fail = (why: string): void => {
      socket.destroy();
      reject(unreachable(address, port, why));
    };
    socket.once('error', (error) => fail(error.message));
    socket.once('timeout', () => fail('no answer within 30 s'));
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('error');
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

function sendFrame(socket: Socket, message: Record<string, unknown>): void {
  const body = Buffer.from(plist.build(message as PlistObject));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  socket.write(Buffer.concat([head, body]));
}

async function takeFrame(reader: SocketReader): Promise<Record<string, unknown>> {
  const length = (await reader.take(4)).readUInt32BE(0);
  if (length > LARGEST_FRAME_BYTES) throw new Error(`it announces a message of ${length} bytes`);
  const body = await reader.take(length);
  return plist.parse(body.toString('utf8')) as unknown as Record<string, unknown>;
}

function refuseError(answer: Record<string, unknown>, bundleId: string): void {
  const error = answer['Error'];
  if (error === undefined) return;
  if (error === 'ApplicationLookupFailed') {
    throw new HeatsoakError('APP_NOT_INSTALLED', `${bundleId} is not installed on the phone`, {
      hint: 'install the app first; its Info.plist needs UIFileSharingEnabled',
    });
  }
  throw new HeatsoakError(
    'DOCUMENTS_REFUSED',
    `the phone refused the Documents of ${bundleId}: ${String(error)}`,
    {
      hint: 'unlock the phone; the app needs UIFileSharingEnabled or a development signature',
    },
  );
}

function overSocket(socket: Socket, reader: SocketReader): AfcConnection {
  let packet = 0n;
  return {
    async exchange(operation, head, content = Buffer.alloc(0)) {
      packet += 1n;
      socket.write(afcHeader(operation, packet, head.length, content.length));
      socket.write(head);
      if (content.length > 0) socket.write(content);
      const reply = await takeReply(reader).catch((cause) => {
        throw new HeatsoakError(
          'AFC_LOST',
          `the phone went away during ${AfcOperation.nameOf(operation)}: ${messageOf(cause)}`,
          {
            hint: 'reconnect the cable; the transfer goes on from where it was cut',
            cause,
          },
        );
      });
      if (reply.operation === AfcOperation.STATUS)
        refuseStatus(Number(reply.head.readBigUInt64LE(0)), operation);
      return reply;
    },
    close: () => socket.destroy(),
  };
}

async function takeReply(reader: SocketReader): Promise<AfcReply> {
  const header = await reader.take(AFC_HEADER_BYTES);
  const entire = Number(header.readBigUInt64LE(8));
  const here = Number(header.readBigUInt64LE(16));
  if (!(here >= AFC_HEADER_BYTES && here <= entire && entire <= LARGEST_REPLY_BYTES))
    throw new Error(`it answers with ${here} of ${entire} bytes, which no file service does`);
  const head = await reader.take(here - AFC_HEADER_BYTES);
  const content = await reader.take(entire - here);
  return { operation: Number(header.readBigUInt64LE(32)), head, content };
}

type Refusal = Exclude<keyof typeof AfcStatus, 'SUCCESS'>;

/** A status that is not in the table is an unknown error; its number stands in the message. */
function statusName(status: number): Refusal {
  const named = Object.entries(AfcStatus).find(([, value]) => value === status)?.[0];
  return named === undefined || named === 'SUCCESS' ? 'UNKNOWN_ERROR' : (named as Refusal);
}

function refuseStatus(status: number, operation: number): void {
  if (status === AfcStatus.SUCCESS) return;
  const name = statusName(status);
  throw new HeatsoakError(
    `AFC_${name}`,
    `the phone refused ${AfcOperation.nameOf(operation)}: ${name} (${status})`,
    status === AfcStatus.NO_SPACE_LEFT ? { hint: 'free space on the phone: twice the model is needed' } : {},
  );
}
