import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { seedsFrom } from './draws.ts';
import { parts } from './parts.ts';
import type { Row } from './row.ts';

/**
 * `npm run eval [-- --short] [--part NAME] [--json] [--seeds-from N]`: is what Heatsoak says true? Seeded simulations with a known truth
 * beside the targets they must meet, as many parts at a time as there are cores. Exits 1 when a target is missed.
 */
const short = process.argv.includes('--short');
const only = process.argv.includes('--part') ? process.argv[process.argv.indexOf('--part') + 1] : undefined;

interface PartResult {
  readonly part: string;
  readonly seconds: number;
  /** Of a core: what the part costs whoever else is busy. */
  readonly processorSeconds: number;
  readonly rows: readonly Row[];
}

if (!Number.isSafeInteger(seedsFrom) || seedsFrom < 0) {
  process.stderr.write('--seeds-from takes a whole number, 0 or above\n');
  process.exit(2);
}
const chosen = parts.filter(({ name }) => only === undefined || name === only);
if (chosen.length === 0) {
  process.stderr.write(`no part "${only}"; there are: ${parts.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}
const asJson = process.argv.includes('--json');
const results = only === undefined ? await inProcesses() : [await evaluate(only)];
if (asJson) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
else if (only !== undefined) for (const each of results) print(each);
const missed = results.flatMap(({ rows }) => rows.filter(({ met }) => met === false));
if (!asJson) process.stdout.write(`${missed.length} targets missed\n`);
process.exitCode = missed.length === 0 ? 0 : 1;

async function evaluate(name: string): Promise<PartResult> {
  const start = performance.now();
  const part = chosen.find((each) => each.name === name);
  const rows = part ? await part.rows(short) : [];
  const { user, system } = process.cpuUsage();
  const seconds = (performance.now() - start) / 1000;
  return { part: name, seconds, processorSeconds: (user + system) / 1e6, rows };
}

/**
 * One a core, each in a process of its own. The order of the table is that of the list, and each part is printed once those before it
 * are: whoever stops the evaluation keeps what was found.
 */
async function inProcesses(): Promise<PartResult[]> {
  const found = new Map<string, PartResult>();
  const waiting = chosen.map(({ name }) => name);
  const unprinted = asJson ? [] : [...waiting];
  const printFound = (): void => {
    for (let next = found.get(unprinted[0] ?? ''); next; next = found.get(unprinted[0] ?? '')) {
      print(next);
      unprinted.shift();
    }
  };
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      found.set(name, await inProcess(name));
      process.stderr.write(`${name}: ${found.get(name)?.seconds.toFixed(0)} s\n`);
      printFound();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return chosen.flatMap(({ name }) => found.get(name) ?? []);
}

async function inProcess(name: string): Promise<PartResult> {
  const own = new URL(import.meta.url).pathname;
  const args = [...process.execArgv, own, '--part', name, '--json', '--seeds-from', String(seedsFrom)];
  if (short) args.push('--short');
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 }).catch(
    // Exit 1 says that a target was missed; the measured rows are printed all the same.
    (error: { stdout?: string; code?: number }) => {
      if (error.code === 1 && error.stdout) return { stdout: error.stdout };
      throw error;
    },
  );
  const [found] = JSON.parse(stdout) as PartResult[];
  return found ?? { part: name, seconds: 0, processorSeconds: 0, rows: [] };
}

function print({ part, seconds, processorSeconds, rows }: PartResult): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  process.stdout.write(`\n${part} (${seconds.toFixed(0)} s, ${processorSeconds.toFixed(0)} s of a core)\n`);
  for (const { what, target, value, met } of rows) {
    const mark = met === null ? ' ' : met ? '✓' : '✕';
    process.stdout.write(`${mark} ${what.padEnd(width)}  ${value.padStart(12)}  ${target}\n`);
  }
}
