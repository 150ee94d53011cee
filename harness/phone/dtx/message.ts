import { type Archivable, archived, unarchived } from './keyed-archive.ts';

/**
 * One message of DTX, the wire of Instruments. Little-endian: a head of 32 bytes (magic, its own size, fragment, length, identifier,
 * conversation, channel, whether an answer is expected), 16 bytes of payload head (type, size of the arguments, of all), the arguments,
 * and an archived object: the selector of a call, or the value of an answer.
 */
export interface DtxMessage {
  readonly identifier: number;
  /** 0 for a call; an answer has one more than what it answers. */
  readonly conversation: number;
  /** 0 is the connection's own. */
  readonly channel: number;
  readonly expectsReply: boolean;
  /** A selector, or a value. */
  readonly value: unknown;
  readonly args: readonly unknown[];
}

/** An argument as the wire tells them apart: a number of 32 bits, or an archived object. */
export type Argument = { readonly int: number } | { readonly object: Archivable };

export const DTX_HEAD_BYTES = 32;
const MAGIC = 0x1f3d5b79;
const PAYLOAD_HEAD_BYTES = 16;
const ARGUMENTS_HEAD_BYTES = 16;
const ARGUMENTS_MAGIC = 0x1f0n;
/** Stands before each argument, where a dictionary would have a key. */
const NO_KEY = 0x0a;
const OBJECT = 2;
const INT_32 = 3;
const INT_64 = 6;
const CALL = 2;
const ANSWER = 3;
const EXPECTS_REPLY = 0x1000;
/** A list of what a phone can do has some kilobytes. */
const LARGEST_BYTES = 1 << 20;
/** Fragments that are passed over before a whole message: a peer that sends nothing else is not listened to for ever. */
const MOST_FRAGMENTS = 10_000;

/** What one side says to the other. */
export type Outgoing = Omit<DtxMessage, 'value' | 'args'> & {
  readonly value: Archivable;
  readonly args?: readonly Argument[];
};

export function encodeMessage({
  identifier,
  conversation,
  channel,
  expectsReply,
  value,
  args,
}: Outgoing): Buffer {
  const given = argumentsOf(args ?? []);
  const object = value === null ? Buffer.alloc(0) : archived(value);
  const head = Buffer.alloc(DTX_HEAD_BYTES + PAYLOAD_HEAD_BYTES);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE(DTX_HEAD_BYTES, 4);
  head.writeUInt16LE(1, 10);
  head.writeUInt32LE(PAYLOAD_HEAD_BYTES + given.length + object.length, 12);
  head.writeUInt32LE(identifier, 16);
  head.writeUInt32LE(conversation, 20);
  head.writeInt32LE(channel, 24);
  head.writeUInt32LE(expectsReply ? 1 : 0, 28);
  head.writeUInt32LE((conversation > 0 ? ANSWER : CALL) | (expectsReply ? EXPECTS_REPLY : 0), 32);
  head.writeUInt32LE(given.length, 36);
  head.writeBigUInt64LE(BigInt(given.length + object.length), 40);
  return Buffer.concat([head, given, object]);
}

function argumentsOf(args: readonly Argument[]): Buffer {
  if (args.length === 0) return Buffer.alloc(0);
  const items = Buffer.concat(args.map(encodeArgument));
  const head = Buffer.alloc(ARGUMENTS_HEAD_BYTES);
  head.writeBigUInt64LE(ARGUMENTS_MAGIC, 0);
  head.writeBigUInt64LE(BigInt(items.length), 8);
  return Buffer.concat([head, items]);
}

function encodeArgument(argument: Argument): Buffer {
  const object = 'object' in argument ? archived(argument.object) : Buffer.alloc(0);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(NO_KEY, 0);
  head.writeUInt32LE('object' in argument ? OBJECT : INT_32, 4);
  head.writeUInt32LE('object' in argument ? object.length : argument.int, 8);
  return Buffer.concat([head, object]);
}

/** Takes the next message of a peer. `take` gives exact numbers of bytes. @throws Error where what comes is no DTX */
export async function takeMessage(take: (length: number) => Promise<Buffer>): Promise<DtxMessage> {
  for (let passed = 0; passed < MOST_FRAGMENTS; passed++) {
    const head = await take(DTX_HEAD_BYTES);
    if (head.readUInt32LE(0) !== MAGIC) throw new Error('it speaks no DTX');
    const length = head.readUInt32LE(12);
    if (length > LARGEST_BYTES) throw new Error(`it announces a message of ${length} bytes`);
    const [fragment, fragments] = [head.readUInt16LE(8), head.readUInt16LE(10)];
    // The first of several fragments is a head alone. What is asked here has an answer of one.
    if (fragments > 1 && fragment === 0) continue;
    const payload = await take(length);
    if (fragments > 1) continue;
    return {
      identifier: head.readUInt32LE(16),
      conversation: head.readUInt32LE(20),
      // A phone numbers its own side of a channel below zero.
      channel: Math.abs(head.readInt32LE(24)),
      expectsReply: head.readUInt32LE(28) === 1,
      ...contentOf(payload),
    };
  }
  throw new Error('it sends fragments of messages, and no whole one');
}

function contentOf(payload: Buffer): Pick<DtxMessage, 'value' | 'args'> {
  if (payload.length < PAYLOAD_HEAD_BYTES) return { value: null, args: [] };
  const end = PAYLOAD_HEAD_BYTES + payload.readUInt32LE(4);
  if (end > payload.length) throw new Error('its arguments are longer than the message');
  const object = payload.subarray(end);
  return {
    value: object.length === 0 ? null : unarchived(object),
    args: argumentsIn(payload.subarray(PAYLOAD_HEAD_BYTES, end)),
  };
}

/** @throws Error where they end in the middle of one */
function argumentsIn(bytes: Buffer): unknown[] {
  const args: unknown[] = [];
  let at = ARGUMENTS_HEAD_BYTES;
  const taken = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('an argument is longer than the message');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const word = taken(4).readUInt32LE();
    const type = word === NO_KEY ? taken(4).readUInt32LE() : word;
    if (type === INT_32) args.push(taken(4).readUInt32LE());
    else if (type === INT_64) args.push(Number(taken(8).readBigUInt64LE()));
    else if (type === OBJECT) args.push(unarchived(taken(taken(4).readUInt32LE())));
    else throw new Error(`an argument has the unknown type ${type}`);
  }
  return args;
}

/** Selectors that are spoken on the connection's own channel. */
export const CAPABILITIES = '_notifyOfPublishedCapabilities:';
export const REQUEST_CHANNEL = '_requestChannelWithCode:identifier:';

/** The service of Instruments that starts, finds and ends processes, and what it is told. */
export const PROCESS_CONTROL = 'com.apple.instruments.server.services.processcontrol';
export const processSelectors = {
  launch: 'launchSuspendedProcessWithDevicePath:bundleIdentifier:environment:arguments:options:',
  pidOf: 'processIdentifierForBundleIdentifier:',
  kill: 'killPid:',
} as const;
