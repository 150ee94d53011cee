import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { heatsoakCalls, problemIn } from '../../../ci/command-lines.ts';
import { devicesFile } from '../../../harness/lab/devices-file.ts';
import { guideBlocks } from './guide-blocks.ts';
import { asOn, MACHINES, machinesOf } from './reader.ts';
import { commandOfUnit } from './unit.ts';

const blocks = guideBlocks(readFileSync('docs/guides/lab-of-many-hosts.md', 'utf8'));
const scripts = blocks.filter((block) => block.kind === 'script');
const files = new Map(blocks.flatMap((block) => (block.kind === 'file' ? [[block.file, block.text]] : [])));

/** Each command is loaded with all that it works with, on a machine that may be busy. */
const LIMIT_MS = 240_000;

test(
  'every command of the guide to a lab of many hosts is one that the program understands',
  async () => {
    const calls = scripts.flatMap(({ commands }) => heatsoakCalls(commands.join('\n')));
    expect(calls.length).toBeGreaterThanOrEqual(18);
    for (const words of calls) expect(await problemIn(words), words.join(' ')).toBeNull();
  },
  LIMIT_MS,
);

test('the service of the guide starts a worker with what is known to it', async () => {
  const command = commandOfUnit(files.get('/etc/systemd/system/heatsoak-worker.service') ?? '');
  expect(command).toMatch(
    /^env -C \/var\/lib\/heatsoak HEATSOAK_DATABASE=\S+ HEATSOAK_CERTIFICATES=\S+ heatsoak /,
  );
  const [words = []] = heatsoakCalls(command.slice(command.indexOf('heatsoak worker')));
  expect(await problemIn(words)).toBeNull();
});

test('the phones of the guide are ones that a host may have, and other ones on each host', () => {
  const text = files.get('devices.json') ?? '';
  const ids = ['rack-1', 'rack-2'].map(
    (host) => devicesFile.parse(JSON.parse(asOn(host, text))).devices[0]?.id,
  );
  expect(ids).toEqual(['rack-1-a', 'rack-2-a']);
});

test('everything in the guide is typed on a machine that there is, and a block that says nothing of it is refused', () => {
  const known = MACHINES.map(({ name }) => name);
  for (const { machine } of scripts) expect(known).toEqual(expect.arrayContaining([...machinesOf(machine)]));
  expect(() => guideBlocks('```sh\nheatsoak lab status\n```')).toThrow('where it belongs');
});
