import { expect, test } from 'vitest';
import { watch } from './watch.ts';

/** What is shown on a terminal of four lines, before it is stopped at the given look. */
async function shown(looks: readonly (() => Promise<string[][]>)[]): Promise<string> {
  const stop = new AbortController();
  let written = '';
  let look = 0;
  await watch({
    rows: () => {
      const rows = looks[look++];
      if (look === looks.length) stop.abort();
      return rows?.() ?? Promise.resolve([]);
    },
    stream: {
      rows: 4,
      columns: 80,
      write: (text) => {
        written += text;
        return true;
      },
    },
    everySeconds: 0.01,
    signal: stop.signal,
  });
  return written;
}

test('rows are shown again in place, as many as the terminal is high', async () => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((each) => [each, 'x']);
  const written = await shown([async () => [['first', 'x']], async () => rows]);
  expect(written).toContain('first  x');
  expect(written).toContain('a  x\nb  x\n… and 3 more');
  expect(written).not.toContain('c  x');
});

test('what cannot be read is told, and read again', async () => {
  const away = () => Promise.reject(new Error("the lab's database does not answer"));
  const written = await shown([away, async () => [['back', 'x']]]);
  expect(written).toContain('does not answer');
  expect(written).toContain('back  x');
});
