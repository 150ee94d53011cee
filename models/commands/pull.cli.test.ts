import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { heatsoakIn } from '../../harness/cli/heatsoak.fixture.ts';
import { fileServer } from '../supply/file-server.fixture.ts';
import { downloadLines } from './download-lines.ts';

test('a pull that was killed goes on; the hub is HF_ENDPOINT; afterwards the cache answers offline', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'heatsoak-pull-cli-'));
  const content = randomBytes(400_000);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const server = await fileServer(content);
  const env = { HEATSOAK_CACHE: cache, HF_ENDPOINT: server.url, HF_TOKEN: 'secret-token' };
  const heatsoak = (...args: string[]) => heatsoakIn(cache, env)('model', ...args, '--json');
  server.next.push({ hangAfter: 150_000 });
  const killed = heatsoak('pull', 'hf:owner/name/weights.bin');
  const parts = join(cache, 'pulled', 'parts');
  await vi.waitFor(
    async () => {
      const part = (await readdir(parts)).find((name) => name.endsWith('.part')) ?? '';
      expect((await stat(join(parts, part))).size).toBe(150_000);
    },
    { timeout: 30_000, interval: 50 },
  );
  killed.kill('SIGKILL');
  await killed;

  const second = await heatsoak('pull', 'hf:owner/name/weights.bin', '--sha256', sha256);
  const pulled = JSON.parse(second.stdout) as { path: string };
  expect(pulled).toMatchObject({ sha256, from: 'network', verifiedAgainst: 'sha256-option' });
  expect(await readFile(pulled.path)).toEqual(content);
  expect(server.seen.at(-1)).toMatchObject({
    path: '/owner/name/resolve/main/weights.bin',
    range: 'bytes=150000-',
    authorization: 'Bearer secret-token',
  });
  expect(second.stderr + second.stdout).not.toContain('secret-token');

  await server.close();
  const offline = await heatsoak('pull', 'hf:owner/name/weights.bin', '--offline');
  expect(JSON.parse(offline.stdout)).toMatchObject({ path: pulled.path, from: 'cache' });
  await rm(cache, { recursive: true });
});

test('progress is at most a line each 30 s where nobody watches', () => {
  const lines: string[] = [];
  let nowMs = 0;
  const shown = downloadLines({ write: (text) => lines.push(text) }, () => nowMs);
  for (; nowMs < 100_000; nowMs += 1000) shown.progress(nowMs * 1000, 200_000_000);
  expect(lines).toEqual([
    '30.0 MB of 200.0 MB (15 %), 1.0 MB/s, 170 s left\n',
    '60.0 MB of 200.0 MB (30 %), 1.0 MB/s, 140 s left\n',
    '90.0 MB of 200.0 MB (45 %), 1.0 MB/s, 110 s left\n',
  ]);
});
