import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../../errors/heatsoak-error.ts';
import { readIpaContent } from '../ipa.ts';
import type { StoredEntry } from '../stored-zip.ts';
import type { ByteReader } from './byte-reader.ts';
import { sendPlist, takePlist } from './plist-frame.ts';
import type { Service } from './service.ts';

/** Between two words about an install that goes on. */
const PROGRESS_MS = 100;
const END_OF_STREAM = 0x02014b50;
/** Entries up to this size are kept to be read; the rest of an app is not needed. */
const KEPT_BYTES = 1 << 20;
const CHUNK_BYTES = 1 << 20;
/** An app has some thousand files; more are not kept in memory. */
const MOST_ENTRIES = 100_000;

/** `com.apple.streaming_zip_conduit`: an archive as a stream of stored local-file records, installed at its end. */
export const streamingZipConduit: Service = async (socket, reader, phone) => {
  const start = await takePlist(reader);
  if (!start) return;
  phone.record('streaming_zip_conduit', String(start['MediaSubdir']));
  const entries: StoredEntry[] = [];
  for (let entry = await takeEntry(reader); entry !== 'end'; entry = await takeEntry(reader)) {
    if (entry === 'cut') return;
    if (entries.length === MOST_ENTRIES) throw new Error('no app has so many files');
    entries.push(entry);
  }
  try {
    const startedAt = performance.now();
    do {
      sendPlist(socket, { InstallProgressDict: { PercentComplete: 50, Status: 'InstallingApplication' } });
      await setTimeout(Math.min(PROGRESS_MS, phone.condition.installTakesMs));
    } while (performance.now() - startedAt < phone.condition.installTakesMs);
    await phone.apps.install(readIpaContent(entries));
    sendPlist(socket, { Status: 'DataComplete' });
    phone.notify('com.apple.mobile.application_installed');
  } catch (error) {
    sendPlist(socket, { Error: 'PackageExtractionFailed', ErrorDescription: messageOf(error) });
  }
};

async function takeEntry(reader: ByteReader): Promise<StoredEntry | 'end' | 'cut'> {
  const signature = await reader.take(4);
  if (!signature) return 'cut';
  if (signature.readUInt32LE(0) === END_OF_STREAM) return 'end';
  const fields = await reader.take(26);
  if (!fields) return 'cut';
  const size = fields.readUInt32LE(18);
  const nameLength = fields.readUInt16LE(22);
  const name = await reader.take(nameLength);
  const extra = await reader.take(fields.readUInt16LE(24));
  if (!name || !extra) return 'cut';
  const bytes = await takeBytes(reader, size);
  return bytes ? { name: name.toString('utf8'), bytes } : 'cut';
}

/** The content of a small entry; a large one is read past in chunks and forgotten. */
async function takeBytes(reader: ByteReader, size: number): Promise<Buffer | null> {
  if (size <= KEPT_BYTES) return reader.take(size);
  for (let left = size; left > 0; left -= CHUNK_BYTES) {
    if (!(await reader.take(Math.min(left, CHUNK_BYTES)))) return null;
  }
  return Buffer.alloc(0);
}
