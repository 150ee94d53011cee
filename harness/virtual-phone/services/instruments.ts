import type { Socket } from 'node:net';
import type { Archivable } from '../../phone/dtx/keyed-archive.ts';
import {
  type Argument,
  CAPABILITIES,
  type DtxMessage,
  encodeMessage,
  PROCESS_CONTROL,
  processSelectors,
  REQUEST_CHANNEL,
  takeMessage,
} from '../../phone/dtx/message.ts';
import type { PhoneState, Service } from './service.ts';

/** `com.apple.instruments.dtservicehub`: processes alone. It speaks DTX from its first byte on, without a check-in. */
export const instruments: Service = async (socket, reader, phone) => {
  const take = async (length: number): Promise<Buffer> => {
    const bytes = await reader.take(length);
    if (bytes === null) throw new Error('the client hung up');
    return bytes;
  };
  for (;;) {
    const message = await takeMessage(take);
    phone.record('instruments', String(message.value));
    if (message.value === CAPABILITIES) say(socket, greeting);
    else await answer(socket, message, phone);
  }
};

const greeting: Parameters<typeof encodeMessage>[0] = {
  ...{ identifier: 1, conversation: 0, channel: 0, expectsReply: false, value: CAPABILITIES },
  args: [{ object: { [PROCESS_CONTROL]: 1 } } satisfies Argument],
};

async function answer(socket: Socket, message: DtxMessage, phone: PhoneState): Promise<void> {
  const { identifier, channel, expectsReply, conversation } = message;
  const value = await resultOf(message, phone);
  if (!expectsReply) return;
  say(socket, {
    ...{ identifier, channel: -channel, expectsReply: false, value },
    conversation: conversation + 1,
  });
}

async function resultOf({ value, args }: DtxMessage, { processes }: PhoneState): Promise<Archivable> {
  switch (value) {
    case REQUEST_CHANNEL:
      return null;
    case processSelectors.pidOf:
      return processes.pidOf(String(args[0]));
    case processSelectors.launch:
      return processes.launch(String(args[1]), (args[2] ?? {}) as Record<string, string>);
    case processSelectors.kill:
      processes.kill(Number(args[0]));
      return null;
    default:
      return null;
  }
}

const say = (socket: Socket, message: Parameters<typeof encodeMessage>[0]): void =>
  void socket.write(encodeMessage(message));
