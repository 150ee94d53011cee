import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Manifest } from '../experiment/manifest.ts';
import { sha256OfBytes } from '../files/digest.ts';
import { fetchArtefacts, storeArtefacts } from './artefact-store.ts';
import { serverCertificate } from './invite.ts';
import { labManifest } from './simulated-lab.fixture.ts';

/** A plan of one app and a model of three files, of which an engine opens the last; all lie in `builds`. */
const texts: Readonly<Record<string, string>> = {
  'app.ipa': 'the app',
  'weights/0.bin': 'some weights',
  'weights/1.bin': 'more weights',
  'model.onnx': 'the graph',
};
const hashOf = (text: string): string => sha256OfBytes(Buffer.from(text)).sha256;
const entry = (name: string) => ({
  name,
  sha256: hashOf(texts[name] ?? ''),
  sizeBytes: texts[name]?.length ?? 0,
});
const files = ['weights/0.bin', 'weights/1.bin', 'model.onnx'].map(entry);
const modelHash = hashOf('of all three');

let root = '';
let cache = '';
let manifest: Manifest;
let authority = '';
let server: Server;
/** What the server does with a request; null: it gives the file. */
let instead: ((url: string) => { status: number; body?: string; location?: string }) | null = null;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-store-'));
  for (const [name, text] of Object.entries(texts)) {
    await mkdir(dirname(join(root, 'builds', name)), { recursive: true });
    await writeFile(join(root, 'builds', name), text);
  }
  const [build] = labManifest('stored', ['one']).builds;
  if (!build) throw new Error('a run has a build');
  manifest = {
    ...labManifest('stored', ['one']),
    builds: [
      {
        ...build,
        app: { ...entry('app.ipa'), path: join(root, 'builds/app.ipa') },
        model: {
          name: 'model.onnx',
          sha256: modelHash,
          sizeBytes: 1,
          path: join(root, 'builds/model.onnx'),
          files,
        },
      },
    ],
  };
  await storeArtefacts(manifest, join(root, 'store'));
  const certificates = await serverCertificate(join(root, 'authority'), ['127.0.0.1']);
  const [key, cert, ca] = await Promise.all(
    ['server.key', 'server.crt', 'ca.crt'].map((name) => readFile(join(certificates, name), 'utf8')),
  );
  authority = String(ca);
  server = createServer({ key, cert }, async (request, response) => {
    const other = instead?.(request.url ?? '');
    if (other) {
      response.writeHead(other.status, other.location ? { location: other.location } : {}).end(other.body);
      return;
    }
    const found = await readFile(join(root, 'store', basename(request.url ?? ''))).catch(() => null);
    response.writeHead(found ? 200 : 404).end(found ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(async () => {
  instead = null;
  cache = await mkdtemp(join(root, 'cache-'));
});
afterAll(async () => {
  server?.close();
  await rm(root, { recursive: true, force: true });
});

const place = (): string => `https://127.0.0.1:${(server.address() as AddressInfo).port}/artefacts`;
const overHttps = () => fetchArtefacts(manifest, { place: place(), authority }, cache);
const unknown = (message: string) =>
  expect.objectContaining({ code: 'ARTEFACT_UNKNOWN', message: expect.stringContaining(message) });
/** Every file below the cache. */
const cached = async (): Promise<string[]> =>
  (await readdir(cache, { recursive: true, withFileTypes: true }))
    .filter((each) => each.isFile())
    .map(({ name }) => name);

test.each([
  ['a folder', () => ({ place: join(root, 'store') })],
  ['an HTTPS server that the lab’s authority vouches for', () => ({ place: place(), authority })],
])('%s gives an app, and a model of several files as they lay beside one another', async (_, store) => {
  const paths = await fetchArtefacts(manifest, store(), cache);
  expect(await readFile(String(paths[hashOf('the app')]), 'utf8')).toBe('the app');
  const opened = String(paths[modelHash]);
  expect(basename(opened)).toBe('model.onnx');
  for (const { name } of files) expect(await readFile(join(dirname(opened), name), 'utf8')).toBe(texts[name]);
});

test('what lies in the cache is not asked for again', async () => {
  await overHttps();
  instead = () => ({ status: 500 });
  await overHttps();
});

test('a file that is not what its name says is refused, and nothing of it stays', async () => {
  instead = () => ({ status: 200, body: 'another app' });
  await expect(overHttps()).rejects.toEqual(unknown('another file under the name'));
  expect(await cached()).toEqual([]);
});

test('a store that leads elsewhere is not followed', async () => {
  const seen: string[] = [];
  instead = (url) => {
    seen.push(url);
    return { status: 302, location: '/elsewhere' };
  };
  await expect(overHttps()).rejects.toEqual(unknown('HTTP 302'));
  expect(seen).toHaveLength(1);
});

test('a store whose certificate nobody vouches for gives nothing', async () => {
  await expect(fetchArtefacts(manifest, { place: place() }, cache)).rejects.toEqual(unknown('did not come'));
  expect(await cached()).toEqual([]);
});

test('a file that is missing is told, of a server and of a folder', async () => {
  instead = () => ({ status: 404 });
  await expect(overHttps()).rejects.toEqual(unknown('HTTP 404'));
  await expect(fetchArtefacts(manifest, { place: join(root, 'empty') }, cache)).rejects.toEqual(
    unknown('ENOENT'),
  );
});
