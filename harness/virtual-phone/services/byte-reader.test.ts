import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { byteReader } from './byte-reader.ts';

test.each([-1, Number.NaN, 2 ** 40])(
  'a length of %d that a client made up is refused at once',
  async (length) => {
    const socket = new Socket();
    await expect(byteReader(socket).take(length)).rejects.toThrow('at once');
    socket.destroy();
  },
);
