import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { heatsoakCalls, problemIn } from './command-lines.ts';

const guide = readFileSync('docs/guides/watching-a-lab.md', 'utf8');

/** Each command is loaded with all that it works with, on a machine that may be busy. */
const LIMIT_MS = 240_000;

test(
  'every command of the guide to looking after a lab is one that the program understands',
  async () => {
    const scripts = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script = '']) => script);
    const calls = scripts.flatMap(heatsoakCalls);
    expect(calls.length).toBeGreaterThanOrEqual(15);
    for (const words of calls) expect(await problemIn(words), words.join(' ')).toBeNull();
  },
  LIMIT_MS,
);
