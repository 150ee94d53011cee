import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { rootCertificates } from 'node:tls';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import type { ArtefactPaths } from '../experiment/artefacts.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { sha256OfFile } from '../files/digest.ts';
import { makeFolder } from '../files/make-folder.ts';

/** Where a lab has its apps and models. */
export interface ArtefactStore {
  /** A folder, or an HTTPS address, in which each file has its SHA-256 as name. */
  readonly place: string;
  /** Certificate of the lab's own authority, which may vouch for the HTTPS server beside those whom Node trusts. */
  readonly authority?: string | undefined;
}

/** A file of the lab, named by what it holds. */
interface StoredFile {
  readonly sha256: string;
  /** Relative to the host's cache. */
  readonly place: string;
}

/** One file of a build is never longer under way than this. */
const FETCH_LIMIT_MS = 3_600_000;

/**
 * Brings the apps and models of a plan from the lab's store into this host's cache, each held against its hash while it
 * comes. What lies in the cache already is not fetched again.
 * @returns where this host has each artefact
 * @throws HeatsoakError `ARTEFACT_UNKNOWN` for a file that the store does not have, or has with other content
 */
export async function fetchArtefacts(
  manifest: Manifest,
  store: ArtefactStore,
  cache: string,
): Promise<ArtefactPaths> {
  const paths: Record<string, string> = {};
  for (const { app, model } of manifest.builds) {
    paths[app.sha256] = await fetched({
      sha256: app.sha256,
      place: `${app.sha256}/${app.name ?? 'app.ipa'}`,
    });
    const files = model.files ?? [{ name: model.name, sha256: model.sha256 }];
    // Of several files the last one is what an engine opens; the others lie where it looks for them.
    for (const { name, sha256 } of files)
      paths[model.sha256] = await fetched({ sha256, place: `${model.sha256}/${name}` });
  }
  return paths;

  async function fetched({ sha256, place }: StoredFile): Promise<string> {
    const path = join(cache, 'artefacts', place);
    if (await stat(path).catch(() => null)) return path;
    await makeFolder(dirname(path));
    const part = `${path}.${process.pid}.part`;
    try {
      const found = await copiedFrom(store, sha256, part);
      if (found !== sha256)
        throw new HeatsoakError(
          'ARTEFACT_UNKNOWN',
          `${store.place} has another file under the name ${sha256}`,
        );
      await rename(part, path);
      return path;
    } finally {
      await rm(part, { force: true });
    }
  }
}

/** Copies a file of the store, and returns the hash of what came. */
async function copiedFrom(store: ArtefactStore, sha256: string, to: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(
      await sourceIn(store, sha256),
      async function* (chunks) {
        for await (const chunk of chunks) {
          hash.update(chunk as Buffer);
          yield chunk;
        }
      },
      createWriteStream(to),
    );
  } catch (cause) {
    throw new HeatsoakError(
      'ARTEFACT_UNKNOWN',
      `${sha256} did not come from ${store.place}: ${messageOf(cause)}`,
      { hint: 'heatsoak submit puts the files of a run into a store that is a folder', cause },
    );
  }
  return hash.digest('hex');
}

async function sourceIn({ place, authority }: ArtefactStore, sha256: string): Promise<Readable> {
  if (!/^https:/.test(place)) return createReadStream(join(place, sha256));
  const url = new URL(sha256, place.endsWith('/') ? place : `${place}/`);
  const trusted = authority === undefined ? {} : { ca: [...rootCertificates, authority] };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { ...trusted, signal: AbortSignal.timeout(FETCH_LIMIT_MS) }, resolve).on('error', reject);
  });
  if (response.statusCode === HTTP_OK) return response;
  response.destroy();
  throw new Error(`HTTP ${response.statusCode}`);
}

/** All else, and a redirect above all, is no file: a store does not lead elsewhere. */
const HTTP_OK = 200;

/**
 * Puts the files of a plan that was just made into a store that is a folder; those that are there stay.
 * @throws HeatsoakError `BUILD_GONE` for a file that changed since it was planned
 */
export async function storeArtefacts(manifest: Manifest, store: string): Promise<void> {
  await makeFolder(store);
  for (const { app, model } of manifest.builds) {
    await put(app.path, app.sha256);
    const folder = dirname(model.path ?? '');
    for (const { name, sha256 } of model.files ?? []) await put(join(folder, name), sha256);
    if (!model.files) await put(model.path, model.sha256);
  }

  async function put(path: string | undefined, sha256: string): Promise<void> {
    const to = join(store, sha256);
    if (path === undefined || (await stat(to).catch(() => null))) return;
    const part = `${to}.${process.pid}.part`;
    try {
      await copyFile(path, part);
      if ((await sha256OfFile(part)).sha256 !== sha256)
        throw new HeatsoakError('BUILD_GONE', `${path} is not what was planned any more`, { where: path });
      await rename(part, to);
    } finally {
      await rm(part, { force: true });
    }
  }
}
