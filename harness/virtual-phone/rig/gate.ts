import { connect, createServer, type Server, type Socket } from 'node:net';

/** What a way to a phone does: lets everything through, refuses every connection, or takes it and says nothing. */
export type Passage = 'open' | 'shut' | 'silent';

/** Stands in front of one service of a phone: what is sent to its port arrives at the service, or does not. */
export interface Gate {
  readonly port: number;
  close(): Promise<void>;
}

/** A gate, and what is under way through it. */
export interface OpenGate extends Gate {
  /** Ends what is under way, as a cable does that is pulled. @returns how many connections */
  cut(): number;
  /** Lets what is under way stay open, and neither side hear the other any more. */
  hush(): void;
}

/** Opens a gate on a port of its own. `passage` is asked for each connection. */
export async function openGate(
  target: { readonly address: string; readonly port: number },
  passage: () => Passage,
): Promise<OpenGate> {
  const sockets = new Set<Socket>();
  const pairs = new Map<Socket, Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const server = createServer((client) => {
    keep(client);
    const way = passage();
    if (way === 'shut') return void client.destroy();
    // What comes is read, so that the sender waits for an answer and not for room.
    if (way === 'silent') return void client.resume();
    const service = keep(connect({ host: target.address, port: target.port }));
    client.pipe(service).pipe(client);
    pairs.set(client, service);
    client.on('close', () => {
      pairs.delete(client);
      service.destroy();
    });
    service.on('close', () => client.destroy());
  });
  const cut = (): number => {
    const count = sockets.size;
    for (const socket of sockets) socket.destroy();
    return count;
  };
  return {
    port: await listen(server, target.address),
    cut,
    hush() {
      for (const [client, service] of pairs) {
        client.unpipe(service).resume();
        service.unpipe(client).resume();
      }
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @returns the port that the server got */
export async function listen(server: Server, address: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a gate did not bind a port');
  return bound.port;
}
