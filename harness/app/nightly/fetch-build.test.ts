import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileServer } from '../../../models/supply/file-server.fixture.ts';
import { cachedModel } from '../../../models/synthesise.ts';
import { sha256OfFile } from '../../files/digest.ts';
import { cacheFolder } from '../../files/package-home.ts';
import { keptArchive } from '../../store/baseline-store.ts';
import { writeIpa } from '../../virtual-phone/ipa.ts';
import { fetchBuild } from './fetch-build.ts';

let folder = '';
let runs = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-fetch-'));
  runs = join(folder, 'runs');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const app = { bundleId: 'dev.heatsoak.demo', version: '1.0', name: 'Demo', plantedEffects: {} };

/** A build.json whose app is not there yet. */
async function buildWithoutApp(): Promise<string> {
  const model = await cachedModel({ preset: 'nano', type: 'F16', seed: 1, cacheDir: cacheFolder() });
  const path = join(folder, 'build.json');
  const { bundleId, version } = app;
  await writeFile(
    path,
    JSON.stringify({ name: 'tonight', bundleId, version, app: 'App.ipa', model: model.path }),
  );
  return path;
}
const ports = () => ({ runs, digestOf: sha256OfFile, signal: new AbortController().signal });

test('a command makes the build before it is read', async () => {
  const candidate = await buildWithoutApp();
  await writeIpa(join(folder, 'Made.ipa'), app);
  const built = await fetchBuild({ candidate, candidateCommand: 'cp Made.ipa App.ipa' }, ports());
  expect(built).toEqual({ candidate, sha256: (await sha256OfFile(join(folder, 'Made.ipa'))).sha256 });
});

test('a command that fails is told with the end of what it said', async () => {
  const candidate = await buildWithoutApp();
  await expect(
    fetchBuild({ candidate, candidateCommand: 'echo "error: no such scheme" >&2; exit 65' }, ports()),
  ).rejects.toMatchObject({
    code: 'BUILD_COMMAND_FAILED',
    message: expect.stringMatching(/ended with 65: error: no such scheme$/),
  });
});

test('an archive is fetched once, kept by its hash, and another one is refused', async () => {
  const candidate = await buildWithoutApp();
  await writeIpa(join(folder, 'Made.ipa'), app);
  const content = await readFile(join(folder, 'Made.ipa'));
  const candidateSha256 = createHash('sha256').update(content).digest('hex');
  const server = await fileServer(content);
  try {
    const candidateUrl = `${server.url}/app.ipa`;
    const source = { candidate, candidateUrl, candidateSha256 };
    const built = await fetchBuild(source, ports());
    expect(built.sha256).toBe(candidateSha256);
    expect(await readFile(keptArchive(runs, candidateSha256))).toEqual(content);
    const asked = server.seen.length;
    expect(await fetchBuild(source, ports())).toEqual(built);
    expect(server.seen).toHaveLength(asked);
    await expect(fetchBuild({ ...source, candidateSha256: 'f'.repeat(64) }, ports())).rejects.toMatchObject({
      code: 'BUILD_HASH_DIFFERS',
    });
    await expect(fetchBuild({ candidate, candidateUrl }, ports())).rejects.toMatchObject({ code: 'USAGE' });
  } finally {
    await server.close();
  }
});
