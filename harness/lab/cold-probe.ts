import { cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../files/make-folder.ts';
import { readUserText } from '../files/read-user-file.ts';
import { writeDocument } from '../files/write-whole.ts';

const coldProbeFile = z.object({ host: z.string(), coldUs: z.number().positive() });

/** The fastest that a host's fixed work was ever seen, kept between runs: what later probes are measured against. */
export interface ColdProbe {
  /** µs; null when this host was never probed. */
  read(): Promise<number | null>;
  /** Keeps a time if it is the fastest so far. */
  keep(durationUs: number): Promise<void>;
}

/** `work` names the fixed work; a host, processor, Node version or work of its own has a cold time of its own. */
export function coldProbe(cacheDir: string, work: string): ColdProbe {
  const host = [hostname(), cpus()[0]?.model.trim() ?? '', cpus().length, process.version, work].join(' / ');
  const path = join(cacheDir, 'cold-probe.json');
  const all = async (): Promise<z.infer<typeof coldProbeFile>[]> =>
    readUserText(path).then(
      (text) => z.array(coldProbeFile).safeParse(parsed(text)).data ?? [],
      () => [],
    );
  const read = async (): Promise<number | null> =>
    (await all()).find((each) => each.host === host)?.coldUs ?? null;
  return {
    read,
    async keep(durationUs) {
      const known = await read();
      if (known !== null && known <= durationUs) return;
      const others = (await all()).filter((each) => each.host !== host);
      await makeFolder(cacheDir);
      await writeDocument(path, [...others, { host, coldUs: durationUs }]);
    },
  };
}

/** A file that was damaged counts as none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
