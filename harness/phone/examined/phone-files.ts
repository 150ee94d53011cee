import { randomBytes } from 'node:crypto';
import { launchFolder } from '../../protocol/plan-file.ts';
import { openAfc } from '../afc/afc-connection.ts';
import { AFC_CHUNK_BYTES, type Documents, openDocuments } from '../afc/documents.ts';
import { AfcOperation, u64 } from '../afc/packet.ts';
import type { TunnelEntry } from '../tunnel-registry.ts';
import { ANSWER_LIMIT_MS, placeOf, serviceNames } from './tunnel-services.ts';

/** A launch of this name finds no plan, and its agent says who it is. */
export const HELLO_LAUNCH = 'doctor';
const MODELS = 'models';
const OF_MODEL = /^([0-9a-f]{64})(\.gguf)?$/;
const TRIED_FILE = '.heatsoak-doctor';
const SENT_FILE = '/heatsoak-doctor.bin';
const SENDING_LIMIT_MS = 30_000;
const REPLACE = 3;

/** Models in the app's Documents, by hash; a folder of several files counts with none of its bytes. */
export const modelsIn = (entry: TunnelEntry, bundleId: string) =>
  inDocuments(entry, bundleId, async (documents) => {
    const names = await documents.list(MODELS).catch(() => []);
    const found: { sha256: string; sizeBytes: number }[] = [];
    for (const name of names) {
      const sha256 = OF_MODEL.exec(name)?.[1];
      if (sha256 !== undefined)
        found.push({ sha256, sizeBytes: (await documents.sizeOf(`${MODELS}/${name}`)) ?? 0 });
    }
    return found;
  });

/** Writes, reads and renames a small file. @throws HeatsoakError with what the phone says */
export const tryDocuments = (entry: TunnelEntry, bundleId: string): Promise<void> =>
  inDocuments(entry, bundleId, async (documents) => {
    const content = randomBytes(1024);
    await documents.write(TRIED_FILE, content);
    await documents.rename(TRIED_FILE, `${TRIED_FILE}.renamed`);
    const read = await documents.read(`${TRIED_FILE}.renamed`);
    await documents.remove(`${TRIED_FILE}.renamed`);
    if (!read?.equals(content)) throw new Error('what was read is not what was written');
  });

/** What the agent of an app left when it was launched without a plan; null: nothing. */
export const readHello = (entry: TunnelEntry, bundleId: string): Promise<string | null> =>
  inDocuments(entry, bundleId, async (documents) => {
    const bytes = await documents.read(`${launchFolder(HELLO_LAUNCH)}/hello.json`);
    return bytes?.toString('utf8') ?? null;
  });

async function inDocuments<T>(
  entry: TunnelEntry,
  bundleId: string,
  work: (documents: Documents) => Promise<T>,
): Promise<T> {
  const { address, port } = placeOf(entry, serviceNames.documents);
  const documents = await openDocuments(address, port, bundleId, ANSWER_LIMIT_MS);
  try {
    return await work(documents);
  } finally {
    documents.close();
  }
}

/** Sends so many bytes to the phone and removes them. @returns bytes a second of the second half */
export async function sendingSpeed(entry: TunnelEntry, bytes: number): Promise<number> {
  const { address, port } = placeOf(entry, serviceNames.media);
  const afc = await openAfc(address, port, SENDING_LIMIT_MS);
  const path = Buffer.from(`${SENT_FILE}\0`);
  try {
    const open = Buffer.concat([u64(REPLACE), path]);
    const { head: handle } = await afc.exchange(AfcOperation.FILE_OPEN, open);
    const chunk = randomBytes(AFC_CHUNK_BYTES);
    const send = async (count: number): Promise<void> => {
      for (let sent = 0; sent < count; sent += chunk.length)
        await afc.exchange(AfcOperation.FILE_WRITE, handle, chunk);
    };
    await send(bytes / 2);
    const beganAt = performance.now();
    await send(bytes / 2);
    const seconds = (performance.now() - beganAt) / 1000;
    await afc.exchange(AfcOperation.FILE_CLOSE, handle);
    return bytes / 2 / seconds;
  } finally {
    await afc.exchange(AfcOperation.REMOVE_PATH, path).catch(() => undefined);
    afc.close();
  }
}
