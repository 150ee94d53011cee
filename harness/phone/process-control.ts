import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { shortUdid } from '../words/short-udid.ts';
import { dial } from './afc/service-socket.ts';
import { socketReader } from './afc/socket-reader.ts';
import { OF_THE_IMAGE } from './developer-image.ts';
import type { Archivable } from './dtx/keyed-archive.ts';
import {
  type Argument,
  CAPABILITIES,
  type DtxMessage,
  encodeMessage,
  PROCESS_CONTROL,
  processSelectors,
  REQUEST_CHANNEL,
  takeMessage,
} from './dtx/message.ts';
import { findService } from './tunnel-registry.ts';

/** Of each exchange; a phone under memory pressure takes seconds to start a process. */
const EXCHANGE_LIMIT_MS = 15_000;
/** Messages before an answer: one that talks for ever is not listened to for ever. */
const MOST_IN_BETWEEN = 1000;
/** The one that we ask for. */
const CHANNEL = 1;

/** Processes of a phone through Instruments: neither Appium nor WebDriverAgent is needed. */
export interface ProcessControl {
  /** Null where the app does not run. */
  pidOf(bundleId: string): Promise<number | null>;
  kill(pid: number): Promise<void>;
}

/**
 * Opens Instruments of a phone for some work, and closes it.
 * @throws HeatsoakError `TUNNEL_LOST`, `SERVICE_MISSING` without the developer image, `INSTRUMENTS_LOST`
 */
export async function withProcessControl<T>(
  registryPort: number,
  udid: string,
  work: (processes: ProcessControl) => Promise<T>,
): Promise<T> {
  const { address, port } = await findService(registryPort, udid, OF_THE_IMAGE[0]);
  const socket = await dial(address, port, EXCHANGE_LIMIT_MS);
  const { take } = socketReader(socket, EXCHANGE_LIMIT_MS);
  try {
    const connection = await opened({ send: (bytes) => void socket.write(bytes), take });
    return await work(connection);
  } catch (cause) {
    if (cause instanceof HeatsoakError) throw cause;
    throw new HeatsoakError(
      'INSTRUMENTS_LOST',
      `Instruments of phone ${shortUdid(udid)}: ${messageOf(cause)}`,
      {
        cause,
      },
    );
  } finally {
    socket.destroy();
  }
}

interface Wire {
  send(bytes: Buffer): void;
  take(length: number): Promise<Buffer>;
}

async function opened(wire: Wire): Promise<ProcessControl> {
  let identifier = 0;
  const send = (
    channel: number,
    selector: string,
    args: readonly Argument[],
    expectsReply: boolean,
  ): number => {
    identifier++;
    wire.send(encodeMessage({ identifier, conversation: 0, channel, expectsReply, value: selector, args }));
    return identifier;
  };
  const call = async (channel: number, selector: string, args: readonly Argument[]): Promise<unknown> =>
    answerTo(wire, send(channel, selector, args, true));
  send(0, CAPABILITIES, [{ object: { 'com.apple.private.DTXConnection': 1 } }], false);
  const { value: greeting } = await takeMessage((length) => wire.take(length));
  if (greeting !== CAPABILITIES) throw new Error(`it greets with ${String(greeting)}`);
  await call(0, REQUEST_CHANNEL, [{ int: CHANNEL }, { object: PROCESS_CONTROL }]);
  const object = (value: Archivable): Argument => ({ object: value });
  return {
    async pidOf(bundleId) {
      const pid = await call(CHANNEL, processSelectors.pidOf, [object(bundleId)]);
      if (typeof pid !== 'number') throw new Error('it does not tell whether the app runs');
      return pid === 0 ? null : pid;
    },
    async kill(pid) {
      // It has no answer; a question after it says that it was read.
      send(CHANNEL, processSelectors.kill, [object(pid)], false);
      await call(CHANNEL, processSelectors.pidOf, [object('')]);
    },
  };
}

/** Messages that answer nothing are passed over: a phone tells what it likes in between. */
async function answerTo(wire: Wire, identifier: number): Promise<unknown> {
  for (let passed = 0; passed < MOST_IN_BETWEEN; passed++) {
    const message: DtxMessage = await takeMessage((length) => wire.take(length));
    if (message.identifier === identifier && message.conversation > 0) return message.value;
  }
  throw new Error(`it says ${MOST_IN_BETWEEN} things, and not what it was asked`);
}
