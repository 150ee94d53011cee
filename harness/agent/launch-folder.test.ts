import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

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
