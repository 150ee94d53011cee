import type { Socket } from 'node:net';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import type { Dictionary } from '../../plist/read-plist.ts';
import { AFC_HEADER_BYTES, AfcOperation, AfcStatus, afcHeader } from './packet.ts';
import { openService, unreachable } from './service-socket.ts';
import type { SocketReader } from './socket-reader.ts';

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
export async function vendDocuments(
  address: string,
  port: number,
  bundleId: string,
  limitMs?: number,
): Promise<AfcConnection> {
  const service = await openService(address, port, limitMs);
  try {
    refuseError(await service.take(), bundleId);
    service.send({ Command: 'VendDocuments', Identifier: bundleId });
    refuseError(await service.take(), bundleId);
    return afcOver(service.socket, service.reader);
  } catch (error) {
    service.socket.destroy();
    throw unreachable(address, port, error);
  }
}

/** Opens a folder that belongs to no app, such as the phone's media or its crash reports. */
export async function openAfc(address: string, port: number, limitMs: number): Promise<AfcConnection> {
  const service = await openService(address, port, limitMs);
  try {
    // The service says that it was started, and speaks AFC from then on.
    await service.take();
    return afcOver(service.socket, service.reader);
  } catch (error) {
    service.socket.destroy();
    throw unreachable(address, port, error);
  }
}

function refuseError(answer: Dictionary, bundleId: string): void {
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

/** AFC over a socket on which a service has said that it speaks it. */
export function afcOver(socket: Socket, reader: SocketReader): AfcConnection {
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

/** A status and a handle of a file are eight bytes. */
const carriesNumber: readonly number[] = [AfcOperation.STATUS, AfcOperation.FILE_OPEN_RESULT];

async function takeReply(reader: SocketReader): Promise<AfcReply> {
  const header = await reader.take(AFC_HEADER_BYTES);
  const entire = Number(header.readBigUInt64LE(8));
  const here = Number(header.readBigUInt64LE(16));
  if (!(here >= AFC_HEADER_BYTES && here <= entire && entire <= LARGEST_REPLY_BYTES))
    throw new Error(`it answers with ${here} of ${entire} bytes, which no file service does`);
  const head = await reader.take(here - AFC_HEADER_BYTES);
  const content = await reader.take(entire - here);
  const operation = Number(header.readBigUInt64LE(32));
  if (carriesNumber.includes(operation) && head.length < 8)
    throw new Error(`its ${AfcOperation.nameOf(operation)} has ${head.length} bytes where a number stands`);
  return { operation, head, content };
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
