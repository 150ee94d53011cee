import { cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../files/make-folder.ts';
import { readUserText } from '../files/read-user-file.ts';
import { writeDocument } from '../files/write-whole.ts';

const coldProbeFile = z.object({
  host: z.string(),
  /** The fastest time ever, as early versions kept it alone. */
  coldUs: z.number().positive(),
  /** The last times, oldest first. */
  durationsUs: z.array(z.number().positive()).optional(),
});

/**
 * So many times are kept: a host that became slower for good, by an update or a new case, has a new cold time after as many.
 */
const MOST_KEPT = 50;
/** A single lucky reading in ten must not make every later one count as busy. */
const COLD_QUANTILE = 0.1;

/** How fast a host's fixed work is when nothing disturbs it, kept between runs: what later probes are measured against. */
export interface ColdProbe {
  /** A low quantile of the last times, µs; null when this host was never probed. */
  read(): Promise<number | null>;
  /** Adds a time. */
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
  const durations = async (): Promise<number[]> => {
    const kept = (await all()).find((each) => each.host === host);
    return kept ? (kept.durationsUs ?? [kept.coldUs]) : [];
  };
  return {
    read: async () => lowQuantile(await durations()),
    async keep(durationUs) {
      const others = (await all()).filter((each) => each.host !== host);
      const durationsUs = [...(await durations()), durationUs].slice(-MOST_KEPT);
      await makeFolder(cacheDir);
      await writeDocument(path, [...others, { host, coldUs: Math.min(...durationsUs), durationsUs }]);
    },
  };
}

function lowQuantile(durationsUs: readonly number[]): number | null {
  const sorted = [...durationsUs].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * COLD_QUANTILE)] ?? null;
}

/** A damaged file counts as missing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
