import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** Every script that a process of Node loads, ES modules and CommonJS, by what V8 itself counts. */
export async function loadedFiles(args: readonly string[], cwd: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-loaded-'));
  try {
    await execa(process.execPath, args, {
      ...{ cwd, extendEnv: false },
      env: { ...withoutSettings(process.env), NODE_V8_COVERAGE: folder },
    });
    const reports = await Promise.all(
      (await readdir(folder)).map(
        async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Coverage,
      ),
    );
    const urls = reports.flatMap(({ result }) => result.map(({ url }) => url));
    return [...new Set(urls.filter((url) => url.startsWith('file:')))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Settings in the environment are read by what else would not be loaded; `npm test` itself sets some. */
const withoutSettings = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('HEATSOAK_')));

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/** More than these a command that only says something must not load. */
export const MOST_FILES = 120;

/** What no such command needs: phones, model files, engines, schemas. */
export const heavy =
  /node_modules\/(appium|webdriverio|node-llama-cpp|onnxruntime-node|protobufjs|zod|log-update)\/|dist\/(models\/(?!commands\/model-commands)|reports\/|harness\/(agent|phone|session|virtual-phone|app)\/)/;
