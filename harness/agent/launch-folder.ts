import { type FileHandle, lstat, open, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentStatus } from '../protocol/plan-file.ts';

/** Where one launch leaves its log and its status. */
export interface LaunchFolder {
  /** All of the lines or none: half a line would swallow the next one. @throws what the disk says */
  append(lines: string): Promise<void>;
  writeStatus(status: AgentStatus): Promise<void>;
  close(): Promise<void>;
}

/**
 * The folder on disk: the log is written trial by trial and flushed, the status replaced atomically. A log that an earlier launch of
 * the same plan left is set aside: two in one file would be no log, and nothing that was measured is thrown away.
 */
export async function openLaunchFolder(path: string): Promise<LaunchFolder> {
  await setAside(path);
  const log: FileHandle = await open(join(path, 'events.jsonl'), 'a');
  let { size } = await log.stat();
  return {
    async append(lines) {
      await log.appendFile(lines).catch(async (error: unknown) => {
        // On a full disk this also frees the room for the line that reports the fault.
        await log.truncate(size).catch(() => undefined);
        throw error;
      });
      size += Buffer.byteLength(lines);
      await log.datasync();
    },
    async writeStatus(status) {
      const part = join(path, 'status.json.part');
      await writeFile(part, JSON.stringify(status));
      await rename(part, join(path, 'status.json'));
    },
    close: () => log.close(),
  };
}

async function setAside(path: string): Promise<void> {
  const log = join(path, 'events.jsonl');
  const found = await lstat(log).catch(() => null);
  if (!found?.isFile() || found.size === 0) return;
  const names = await readdir(path);
  let number = 1;
  while (names.includes(`events.${number}.jsonl`)) number += 1;
  await rename(log, join(path, `events.${number}.jsonl`));
}
