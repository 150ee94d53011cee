import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { build } from 'plist';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { afcOver } from '../../harness/phone/afc/afc-connection.ts';
import { documentsOver } from '../../harness/phone/afc/documents.ts';
import { AfcOperation, afcHeader, u64 } from '../../harness/phone/afc/packet.ts';
import { takeFrame } from '../../harness/phone/afc/service-socket.ts';
import { socketReader } from '../../harness/phone/afc/socket-reader.ts';
import {
  CAPABILITIES,
  encodeMessage,
  PROCESS_CONTROL,
  takeMessage,
} from '../../harness/phone/dtx/message.ts';
import { findService, tunnelledPhones } from '../../harness/phone/tunnel-registry.ts';
import { type FuzzTarget, inWords } from './target.ts';

const LIMIT_MS = 2000;
const UDID = '00008140-000A1B2C3D4E5F67';
const SERVICE = 'com.apple.mobile.house_arrest.shim.remote';

const packet = (operation: number, head: Buffer, content: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([afcHeader(operation, 1n, head.length, content.length), head, content]);
const data = (text: string): Buffer => packet(AfcOperation.DATA, Buffer.alloc(0), Buffer.from(text));
const done = packet(AfcOperation.STATUS, u64(0));
const opened = packet(AfcOperation.FILE_OPEN_RESULT, u64(7));

/** A socket on which a phone has said all that it will say, and hangs up. */
function afterwards(bytes: Buffer): Socket {
  const [ours, theirs] = duplexPair() as [Duplex, Duplex];
  theirs.on('error', () => undefined);
  theirs.end(bytes);
  theirs.resume();
  // The reader knows an ended connection by its close, as that of a socket.
  ours.on('end', () => ours.destroy());
  return ours as Socket;
}

const frame = (values: Parameters<typeof build>[0]): Buffer => {
  const body = Buffer.from(build(values));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
};

const entry = { address: '127.0.0.1', connectionType: 'USB', services: { [SERVICE]: { port: '40123' } } };

/** What Instruments says on its way to a process id: what it can do, that a channel is open, and the answer. */
const instruments = Buffer.concat([
  encodeMessage({
    ...{ identifier: 1, conversation: 0, channel: 0, expectsReply: false, value: CAPABILITIES },
    args: [{ object: { [PROCESS_CONTROL]: 1, 'com.apple.private.DTXBlockCompression': 2 } }],
  }),
  encodeMessage({ identifier: 2, conversation: 1, channel: 0, expectsReply: false, value: null }),
  encodeMessage({ identifier: 3, conversation: 1, channel: -1, expectsReply: false, value: 4711 }),
]);
/** Every kind of argument, and what an archive may hold. */
const manyArguments = encodeMessage({
  ...{ identifier: 1, conversation: 0, channel: 1, expectsReply: true, value: { list: [[1.5, null], 'é'] } },
  args: [{ int: 7 }, { object: [true, { deep: { of: 'text' } }] }, { object: '' }],
});

/** Where no object follows, damage to the arguments themselves is what is found first. */
const argumentsAlone = encodeMessage({
  ...{ identifier: 1, conversation: 0, channel: 1, expectsReply: false, value: null },
  args: [{ int: 7 }, { object: 'text' }, { int: 8 }],
});

/** What phones and the tunnel registry answer. */
export const answerTargets: readonly FuzzTarget[] = [
  {
    name: 'afc',
    inputs: [
      Buffer.concat([
        data('st_size\x004\0st_ifmt\0S_IFREG\0'),
        data('.\0..\0a\0'),
        opened,
        data('text'),
        data(''),
        done,
      ]),
      Buffer.concat([done, opened, done, done]),
      packet(AfcOperation.STATUS, u64(8)),
    ],
    open: async () => ({
      async read(bytes) {
        const socket = afterwards(bytes);
        const documents = documentsOver(afcOver(socket, socketReader(socket, LIMIT_MS)));
        try {
          await documents.sizeOf('a');
          await documents.list('a');
          await documents.read('a');
        } finally {
          documents.close();
        }
      },
      close: async () => undefined,
    }),
    isRefusal: (error) => error instanceof HeatsoakError || inWords(error),
  },
  {
    name: 'service',
    inputs: [
      frame({ Request: 'RSDCheckin' }),
      frame({ Status: 'Complete', CurrentList: [{ CFBundleName: 'a' }] }),
    ],
    open: async () => ({
      async read(bytes) {
        const socket = afterwards(bytes);
        try {
          await takeFrame(socketReader(socket, LIMIT_MS));
        } finally {
          socket.destroy();
        }
      },
      close: async () => undefined,
    }),
    isRefusal: inWords,
  },
  {
    name: 'instruments',
    inputs: [
      instruments,
      Buffer.concat([manyArguments, manyArguments, manyArguments]),
      Buffer.concat([argumentsAlone, argumentsAlone, argumentsAlone]),
    ],
    open: async () => ({
      async read(bytes) {
        const socket = afterwards(bytes);
        const { take } = socketReader(socket, LIMIT_MS);
        try {
          for (let message = 0; message < 3; message++) await takeMessage(take);
        } finally {
          socket.destroy();
        }
      },
      close: async () => undefined,
    }),
    isRefusal: inWords,
  },
  {
    name: 'registry',
    inputs: [
      Buffer.from(JSON.stringify(entry)),
      Buffer.from(JSON.stringify({ tunnels: { [UDID]: entry }, metadata: { totalTunnels: 1 } })),
    ],
    async open() {
      let answer: Buffer = Buffer.alloc(0);
      const server = createServer((_, response) => void response.end(answer));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      return {
        async read(bytes) {
          answer = bytes;
          await tunnelledPhones(port);
          const place = await findService(port, UDID, SERVICE);
          if (!(place.port > 0 && place.port < 65536)) throw new TypeError(`no port: ${place.port}`);
        },
        async close() {
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    },
    isRefusal: (error) => error instanceof HeatsoakError,
  },
];
