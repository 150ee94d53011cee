import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { modelPath } from '../protocol/plan-file.ts';
import { AFC_CHUNK_BYTES, type Documents } from './afc/documents.ts';
import type { ModelArtefact, TransferProgress } from './phone.ts';

/** One file on its way: from here to there. */
interface Shipment {
  readonly from: string;
  readonly to: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Streams a model to `models/<sha256>.gguf`, or each of its files to `models/<sha256>/`, in flat memory: `.part`, then
 * rename, then a small manifest. Skips what is there; goes on where an earlier push of the same file was cut.
 */
export async function pushModel(
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
  const { to, sha256, sizeBytes } = shipment;
  if (await isThere(documents, shipment)) return 'skipped';
  await documents.makeFolder(dirname(to));
  // The part's name holds the hash, so its bytes can only be of this file.
  const part = to.includes(sha256) ? `${to}.part` : `${to}.${sha256}.part`;
  const held = (await documents.sizeOf(part)) ?? 0;
  const from = held <= sizeBytes ? held : 0;
  await streamFrom(documents, shipment, part, from, progress);
  await documents.rename(part, to);
  await documents.write(manifestPath(to), Buffer.from(JSON.stringify({ sha256, sizeBytes })));
  return 'pushed';
}

const manifestPath = (path: string): string => `${path}.json`;

async function isThere(documents: Documents, { to, sha256, sizeBytes }: Shipment): Promise<boolean> {
  if ((await documents.sizeOf(to)) !== sizeBytes) return false;
  const manifest = await documents.read(manifestPath(to));
  return manifest?.includes(sha256) ?? false;
}

async function streamFrom(
  documents: Documents,
  { from: path, sizeBytes }: Shipment,
  part: string,
  from: number,
  progress: TransferProgress,
): Promise<void> {
  const local = await open(path, 'r');
  try {
    const remote = await documents.open(part, from > 0 ? 'append' : 'replace');
    const chunk = Buffer.allocUnsafe(AFC_CHUNK_BYTES);
    for (let at = from; at < sizeBytes; ) {
      const { bytesRead } = await local.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) break;
      await remote.write(chunk.subarray(0, bytesRead));
      at += bytesRead;
      progress(at);
    }
    await remote.close();
  } finally {
    await local.close();
  }
}
