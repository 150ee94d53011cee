import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Of the whole package; the registry's answer must be the one that was tested. */
const INTEGRITY =
  'sha512-twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==';
const FETCH_LIMIT_MS = 300_000;
const home = 'node_modules/onnxruntime-node';

/**
 * Vitest's global set-up: the tests of ONNX models need onnxruntime-node, which a plain install leaves out, since five
 * platforms lie in one package of 288 MB. It is fetched once, and the files of this platform alone are kept: 50 MB.
 * Where it cannot be fetched the tests that need it fail, and say what to install.
 */
export function setup(): void {
  if (existsSync(join(home, 'package.json'))) return;
  try {
    fetchOnnxRuntime();
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    process.stdout.write(`onnxruntime-node could not be fetched: ${reason}\n`);
  }
}

function fetchOnnxRuntime(): void {
  const version = peerVersion();
  process.stdout.write(
    `fetching onnxruntime-node ${version} for ${process.platform}-${process.arch} (once)\n`,
  );
  mkdirSync('node_modules/.cache', { recursive: true });
  const scratch = mkdtempSync('node_modules/.cache/onnxruntime-');
  try {
    const archive = packed(version, scratch);
    const parts = ['package.json', 'dist', `bin/napi-v6/${process.platform}/${process.arch}`];
    quietly('tar', ['-xzf', archive, '-C', scratch, ...parts.map((part) => `package/${part}`)]);
    // Two runs may fetch at a time: the first to finish wins.
    if (!existsSync(home)) renameSync(join(scratch, 'package'), home);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The version that the guide asks users to install. */
function peerVersion(): string {
  const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    peerDependencies: Record<string, string>;
  };
  return String(peerDependencies['onnxruntime-node']);
}

/** Path of the package's archive. @throws Error when the registry has another one */
function packed(version: string, folder: string): string {
  const pack = ['pack', `onnxruntime-node@${version}`, '--pack-destination', folder, '--json'];
  const [found] = JSON.parse(quietly('npm', pack)) as [{ filename: string; integrity: string }];
  if (found.integrity !== INTEGRITY) throw new Error(`its integrity is ${found.integrity}`);
  return join(folder, found.filename);
}

const quietly = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: FETCH_LIMIT_MS,
  });
