import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readDevices } from '../../app/plan/read-devices.ts';
import { packageRoot } from '../../files/package-home.ts';
import { verdictWords } from '../../judge/verdict.ts';
import { metrics } from '../../measure/metrics/index.ts';
import { LATEST, runsIn } from '../../store/find-run.ts';
import type { NameKind } from './candidates.ts';

/** More runs than this nobody reads behind a Tab: the newest are offered. */
const MOST_RUNS = 50;

/** What is there to be named; nothing where it cannot be read: a completion never fails. */
export const namesHere =
  (words: readonly string[]) =>
  async (kind: NameKind): Promise<readonly string[]> => {
    try {
      return await namesOf(kind, words);
    } catch {
      return [];
    }
  };

async function namesOf(kind: NameKind, words: readonly string[]): Promise<readonly string[]> {
  switch (kind) {
    case 'run':
      return [LATEST, ...(await runsIn(resolve(typedBehind('--runs', words) ?? 'runs'))).slice(-MOST_RUNS)];
    case 'device': {
      const { devices } = await readDevices(typedBehind('--devices', words));
      return devices.map(({ id }) => id);
    }
    case 'suite':
      return suiteNames();
    case 'metric':
      return metrics.map(({ id }) => id);
    case 'verdict':
      return verdictWords;
  }
}

/** What was typed behind an option already. */
function typedBehind(option: string, words: readonly string[]): string | undefined {
  const index = words.indexOf(option);
  return index < 0 ? undefined : words[index + 1];
}

async function suiteNames(): Promise<string[]> {
  const folders = [resolve('suites'), join(packageRoot, 'suites')];
  const files = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  return [...new Set(files.flat())]
    .flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
    .sort();
}
