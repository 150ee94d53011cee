import { connect } from 'node:net';
import { HeatsoakError, messageOf } from '../../../errors/heatsoak-error.ts';

const TRIES = 5;
const LIMIT_MS = 5000;

/**
 * Round-trip time to the host of a URL, µs: the median of a few TCP handshakes, one round trip each, without TLS.
 * @throws HeatsoakError `SERVER_UNREACHABLE`
 */
export async function roundTripUs(url: URL): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < TRIES; i++) times.push(await handshakeUs(url));
  times.sort((a, b) => a - b);
  return times[Math.floor(TRIES / 2)] ?? 0;
}

function handshakeUs(url: URL): Promise<number> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let startedAt = process.hrtime.bigint();
    // Name resolution is not part of the way.
    socket.once('lookup', () => {
      startedAt = process.hrtime.bigint();
    });
    const fail = (why: string): void => {
      socket.destroy();
      reject(
        new HeatsoakError('SERVER_UNREACHABLE', `${url.origin} cannot be reached: ${why}`, {
          where: url.origin,
          hint: 'check engine.url, and that the server runs',
        }),
      );
    };
    socket.setTimeout(LIMIT_MS, () => fail(`no answer in ${LIMIT_MS / 1000} s`));
    socket.once('error', (error) => fail(messageOf(error)));
    socket.once('connect', () => {
      const us = Number(process.hrtime.bigint() - startedAt) / 1000;
      socket.destroy();
      resolve(us);
    });
  });
}
