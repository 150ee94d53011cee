import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../files/make-folder.ts';
import { readUserText } from '../files/read-user-file.ts';
import { writeDocument } from '../files/write-whole.ts';

const versionsFile = z.record(z.string(), z.string());

/** Versions of what drives the phones, as this lab had them when they were kept. */
export interface KeptVersions {
  /** Null: they were never kept, or the file cannot be read. */
  read(): Promise<Readonly<Record<string, string>> | null>;
  /** @throws HeatsoakError `FOLDER_UNWRITABLE`, `FILE_UNWRITABLE` */
  keep(versions: Readonly<Record<string, string>>): Promise<void>;
}

/** In a file of the cache folder. */
export function keptVersions(cacheDir: string): KeptVersions {
  const path = join(cacheDir, 'lab-versions.json');
  return {
    read: async () => {
      try {
        return versionsFile.parse(JSON.parse(await readUserText(path)));
      } catch {
        return null;
      }
    },
    async keep(versions) {
      await makeFolder(cacheDir);
      await writeDocument(path, versions);
    },
  };
}
