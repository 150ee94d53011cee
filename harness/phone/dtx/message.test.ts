import { expect, test } from 'vitest';
import { archived, unarchived } from './keyed-archive.ts';
import { CAPABILITIES, encodeMessage, takeMessage } from './message.ts';

/** Gives what was written, piece by piece. */
function from(bytes: Buffer): (length: number) => Promise<Buffer> {
  let at = 0;
  return async (length) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
}

const call = { identifier: 7, conversation: 0, channel: 1, expectsReply: true };

test('a message arrives as it was sent', async () => {
  const object = { path: '', list: ['a', 1, null, true], deep: { of: { text: 'é' } } };
  const sent = encodeMessage({ ...call, value: CAPABILITIES, args: [{ int: 3 }, { object }] });
  expect(await takeMessage(from(sent))).toEqual({ ...call, value: CAPABILITIES, args: [3, object] });
});

test('an answer without a value is one', async () => {
  const answer = { identifier: 7, conversation: 1, channel: -1, expectsReply: false };
  expect(await takeMessage(from(encodeMessage({ ...answer, value: null })))).toMatchObject({
    ...{ conversation: 1, channel: 1, value: null, args: [] },
  });
});

test('what is no DTX, or announces too much, is refused', async () => {
  await expect(takeMessage(from(Buffer.alloc(32)))).rejects.toThrow('it speaks no DTX');
  const long = encodeMessage({ ...call, value: 'x' });
  long.writeUInt32LE(2 ** 31, 12);
  await expect(takeMessage(from(long))).rejects.toThrow('it announces a message');
});

test('arguments that end in the middle of one are refused in words', async () => {
  const sent = encodeMessage({ ...call, value: null, args: [{ int: 3 }, { int: 4 }] });
  // Whole messages all, of ever fewer bytes of arguments: the payload's own size and that of the arguments agree.
  for (let cut = 1; cut < 24; cut++) {
    const short = Buffer.from(sent.subarray(0, -cut));
    for (const at of [12, 36]) short.writeUInt32LE(sent.readUInt32LE(at) - cut, at);
    const read = takeMessage(from(short));
    if (cut === 12) expect(await read).toMatchObject({ args: [3] });
    else await expect(read).rejects.toThrow('an argument is longer than the message');
  }
});

test('a peer that sends fragments alone is left', async () => {
  const fragment = encodeMessage({ ...call, value: null }).subarray(0, 32);
  fragment.writeUInt16LE(2, 10);
  await expect(takeMessage(async () => Buffer.from(fragment))).rejects.toThrow('no whole one');
});

test('an archive whose key is no text is refused', () => {
  const archive = archived({ a: 'b', c: [] });
  expect(unarchived(archive)).toEqual({ a: 'b', c: [] });
  // The first key becomes the list.
  const [key, list] = ['\x80\x02', '\x80\x05'];
  const odd = Buffer.from(archive.toString('latin1').replace(key, list), 'latin1');
  expect(() => unarchived(odd)).toThrow('no text');
});

test('an archive that leads to itself is refused and does not run for ever', () => {
  const archive = archived([[0]]);
  // The inner list becomes the outer one.
  const round = Buffer.from(archive.toString('latin1').replaceAll('\x80\x02', '\x80\x01'), 'latin1');
  expect(unarchived(archive)).toEqual([[0]]);
  expect(() => unarchived(round)).toThrow('nested too deep');
});
