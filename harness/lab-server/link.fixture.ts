import { connect, createServer, type Socket } from 'node:net';

/** A host's way to the database that can be cut. */
export interface Link {
  readonly port: number;
  /** As when a cable is pulled: nobody is told, and what was sent arrives when the link is mended. */
  cut(): void;
  mend(): void;
  close(): void;
}

/** Opens a way to a port of this host. */
export async function openLink(toPort: number): Promise<Link> {
  let isCut = false;
  const held: (() => void)[] = [];
  const sockets = new Set<Socket>();
  const pass = (deliver: () => void): void => void (isCut ? held.push(deliver) : deliver());
  const carry = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (bytes) => pass(() => to.write(bytes)));
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      pass(() => to.destroy());
    });
  };
  const server = createServer((near) => {
    const far = connect(toPort, '127.0.0.1');
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a link listens on a port');
  return {
    port: address.port,
    cut() {
      isCut = true;
    },
    mend() {
      isCut = false;
      for (const deliver of held.splice(0)) deliver();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
