import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { modelPath } from '../protocol/plan-file.ts';
import { AFC_CHUNK_BYTES, type Documents } from './afc/documents.ts';
import { keepBudget, removeOldest } from './make-room.ts';
import type { ModelArtefact, Room, TransferProgress } from './phone.ts';

/** One file on its way: from here to there. */
interface Shipment {
  readonly from: string;
  readonly to: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Streams a model to `models/<sha256>.gguf`, or each of its files to `models/<sha256>/`, in flat memory: `.part`, then
 * rename, then a small manifest, whose time says when the model was used last. Skips what is there; goes on where an earlier push of
 * the same file was cut. On a full phone the models that were used least recently make room, one after the other.
 * @throws HeatsoakError `MODEL_CHANGED` when a file is another one than was planned; nothing of it stays on the phone
 */
export async function pushModel(
  documents: Documents,
  model: ModelArtefact,
  progress: TransferProgress,
  room?: Room,
): Promise<'pushed' | 'skipped'> {
  const leave = room && { ...room, keep: [...room.keep, model.sha256] };
  if (leave) await keepBudget(documents, model, leave);
  for (let removed = 0; ; removed++) {
    try {
      return await pushFiles(documents, model, progress);
    } catch (error) {
      const isFull = error instanceof HeatsoakError && error.code === 'AFC_NO_SPACE_LEFT';
      if (!isFull || !leave || removed === MOST_REMOVED) throw error;
      if (!(await removeOldest(documents, leave))) throw error;
    }
  }
}

/** More models than any phone holds. */
const MOST_REMOVED = 100;

async function pushFiles(
  documents: Documents,
  model: ModelArtefact,
  progress: TransferProgress,
): Promise<'pushed' | 'skipped'> {
  let outcome: 'pushed' | 'skipped' = 'skipped';
  let before = 0;
  for (const shipment of shipmentsOf(model)) {
    const arrived = before;
    if ((await pushFile(documents, shipment, (sent) => progress(arrived + sent))) === 'pushed')
      outcome = 'pushed';
    before += shipment.sizeBytes;
  }
  return outcome;
}

function shipmentsOf(model: ModelArtefact): Shipment[] {
  const opened = modelPath(model);
  if (!model.files)
    return [{ from: model.path, to: opened, sha256: model.sha256, sizeBytes: model.sizeBytes }];
  return model.files.map(({ name, sha256, sizeBytes }) => ({
    from: join(dirname(model.path), name),
    to: `${dirname(opened)}/${name}`,
    sha256,
    sizeBytes,
  }));
}

async function pushFile(
  documents: Documents,
  shipment: Shipment,
  progress: TransferProgress,
): Promise<'pushed' | 'skipped'> {
  const { from, to, sha256, sizeBytes } = shipment;
  if (await isThere(documents, shipment)) {
    await documents.write(manifestPath(to), manifestOf(shipment));
    return 'skipped';
  }
  await documents.makeFolder(dirname(to));
  const part = `${to}.${sha256}-${Math.round((await stat(from)).mtimeMs)}.part`;
  await removeOtherParts(documents, to, part);
  const held = (await documents.sizeOf(part)) ?? 0;
  const sent = await streamFrom(documents, shipment, part, held <= sizeBytes ? held : 0, progress);
  if (sent !== sha256) {
    await documents.remove(part);
    throw changed(from);
  }
  await documents.rename(part, to);
  await documents.write(manifestPath(to), manifestOf(shipment));
  return 'pushed';
}

const changed = (path: string): HeatsoakError =>
  new HeatsoakError('MODEL_CHANGED', `${path} is no longer the file that the run was planned with`, {
    where: path,
    hint: 'start the run again; leave the file alone while it runs',
  });

/** A part's name holds hash and time of the file that it was begun from: what another file left is never gone on with. */
async function removeOtherParts(documents: Documents, to: string, part: string): Promise<void> {
  for (const name of await documents.list(dirname(to)))
    if (name.startsWith(`${basename(to)}.`) && name.endsWith('.part') && name !== basename(part))
      await documents.remove(`${dirname(to)}/${name}`);
}

const manifestOf = ({ sha256, sizeBytes }: Shipment): Buffer =>
  Buffer.from(JSON.stringify({ sha256, sizeBytes }));

const manifestPath = (path: string): string => `${path}.json`;

async function isThere(documents: Documents, { to, sha256, sizeBytes }: Shipment): Promise<boolean> {
  if ((await documents.sizeOf(to)) !== sizeBytes) return false;
  const manifest = await documents.read(manifestPath(to));
  return manifest?.includes(sha256) ?? false;
}

/** The phone drops a connection after 30 s of silence; a slow disk reads less than this in that time. */
const SILENT_CHUNKS = 64;

/** Sends what lies behind `from`. @returns the SHA-256 of the whole file as it was read */
async function streamFrom(
  documents: Documents,
  { from: path, sizeBytes }: Shipment,
  part: string,
  from: number,
  progress: TransferProgress,
): Promise<string> {
  const hash = createHash('sha256');
  const local = await open(path, 'r');
  try {
    const held = await hashHeld({ documents, local, part, from, hash });
    const remote = await documents.open(part, from > 0 ? 'append' : 'replace');
    await sendRest({ local, remote, hash, progress }, held, sizeBytes);
    await remote.close();
    return hash.digest('hex');
  } finally {
    await local.close();
  }
}

/** Reads what the phone holds already, for its hash alone. @returns how much of it is there, bytes */
async function hashHeld(held: {
  readonly documents: Documents;
  readonly local: FileHandle;
  readonly part: string;
  readonly from: number;
  readonly hash: Hash;
}): Promise<number> {
  const { documents, local, part, from, hash } = held;
  const chunk = Buffer.allocUnsafe(AFC_CHUNK_BYTES);
  let at = 0;
  for (let pieces = 1; at < from; pieces++) {
    const piece = await readPiece(local, chunk, at, from);
    if (piece.length === 0) break;
    hash.update(piece);
    at += piece.length;
    if (pieces % SILENT_CHUNKS === 0) await documents.sizeOf(part);
  }
  return at;
}

/** The disk reads a piece, and the last one is hashed, while one is under way: the cable never waits for them. */
async function sendRest(
  way: {
    readonly local: FileHandle;
    readonly remote: { write(piece: Buffer): Promise<void> };
    readonly hash: Hash;
    readonly progress: TransferProgress;
  },
  from: number,
  end: number,
): Promise<void> {
  const chunks = [Buffer.allocUnsafe(AFC_CHUNK_BYTES), Buffer.allocUnsafe(AFC_CHUNK_BYTES)] as const;
  let at = from;
  let piece = await readPiece(way.local, chunks[0], at, end);
  for (let turn = 1; piece.length > 0; turn++) {
    const following = chunks[turn % 2 === 0 ? 0 : 1];
    const both = Promise.all([
      way.remote.write(piece),
      readPiece(way.local, following, at + piece.length, end),
    ]);
    way.hash.update(piece);
    at += piece.length;
    [, piece] = await both;
    way.progress(at);
  }
}

/** What lies at a place, into a buffer; nothing at the end. */
async function readPiece(local: FileHandle, into: Buffer, at: number, end: number): Promise<Buffer> {
  const length = Math.min(into.length, Math.max(0, end - at));
  return into.subarray(0, (await local.read(into, 0, length, at)).bytesRead);
}
