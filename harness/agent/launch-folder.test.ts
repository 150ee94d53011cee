import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openLaunchFolder } from './launch-folder.ts';

// The shell's limit on the size of files cuts a write in its middle, as a disk does that becomes full.
test.skipIf(process.platform === 'win32')(
  'lines that find no room leave nothing, and the next that does is whole',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heatsoak-full-'));
    const fixture = fileURLToPath(new URL('./append-until-full.fixture.ts', import.meta.url));
    const command = 'ulimit -f 1 && exec "$0" --import "$1" "$2" "$3"';
    const refused = execFileSync(
      'sh',
      ['-c', command, process.execPath, import.meta.resolve('tsx'), fixture, folder],
      { encoding: 'utf8', env: { ...process.env, TSX_DISABLE_CACHE: '1' } },
    );
    expect(refused).toBe('EFBIG');
    const lines = (await readFile(join(folder, 'events.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { n: number }).n)).toEqual([1, 3]);
    await rm(folder, { recursive: true, force: true });
  },
);

test('the logs of earlier launches are set aside, and an empty one is gone on with', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-again-'));
  await (await openLaunchFolder(folder)).close();
  for (const line of ['one\n', 'two\n', 'three\n']) {
    const opened = await openLaunchFolder(folder);
    await opened.append(line);
    await opened.close();
  }
  expect((await readdir(folder)).sort()).toEqual(['events.1.jsonl', 'events.2.jsonl', 'events.jsonl']);
  expect(await readFile(join(folder, 'events.jsonl'), 'utf8')).toBe('three\n');
  expect(await readFile(join(folder, 'events.1.jsonl'), 'utf8')).toBe('one\n');
  await rm(folder, { recursive: true, force: true });
});
