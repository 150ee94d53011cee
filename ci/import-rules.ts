import { posix } from 'node:path';
import type { Room } from './room.ts';
import { roomOf } from './rooms.ts';

/** Static, type-only, re-exporting and literal dynamic imports. */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Breaches of one source file, as sentences. `path` is relative to the project, with forward slashes. */
export function importBreaches(path: string, source: string): string[] {
  const room = roomOf(path);
  if (!room) return [`${path} stands in no room`];
  return importsOf(source).flatMap((specifier) => {
    const problem = specifier.startsWith('.')
      ? relativeProblem(path, specifier, room)
      : packageProblem(specifier, room);
    return problem ? [`${path}: ${problem}`] : [];
  });
}

/** What a source names as imports, in its order. */
export function importsOf(source: string): string[] {
  return [...source.matchAll(IMPORT)].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? []);
}

function relativeProblem(path: string, specifier: string, room: Room): string | null {
  if (!specifier.endsWith('.ts')) return `${specifier} must end in .ts`;
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  const its = roomOf(target)?.folder ?? '';
  // `harness/` alone stands for the whole of it: the command line, benchmarks and gates may see everything.
  const allowed = [room.folder, ...room.rooms].some(
    (folder) => folder === its || (folder === 'harness/' && its.startsWith(folder)),
  );
  return allowed ? null : `${room.folder} may not import ${target}`;
}

function packageProblem(specifier: string, room: Room): string | null {
  const allowed = room.packages.some((name) =>
    specifier.startsWith('node:')
      ? name === 'node:' || name === specifier
      : name === '*' || specifier === name || specifier.startsWith(`${name}/`),
  );
  return allowed ? null : `${room.folder} may not import ${specifier}`;
}

const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bprocess\.(?:env|hrtime|argv)\b|\bsetTimeout\b|\bfetch\(/g;

/** Uses of clocks, randomness and I/O in a pure room, as sentences. */
export function impurities(path: string, source: string): string[] {
  if (!roomOf(path)?.pure) return [];
  return [...source.matchAll(IMPURE)].map((match) => `${path}: ${match[0]} in a pure room`);
}

const OF_A_PROCESS =
  /\b(?:globalThis\.)?(?:process|console)\s*(?:\.|\?\.|\[)|['"](?:node:)?(?:process|console|readline)['"]/g;

/** Uses of the process in a room that must not know it, as sentences. Comments may name it. */
export function processUses(path: string, source: string): string[] {
  if (!roomOf(path)?.withoutProcess) return [];
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(OF_A_PROCESS)].map((match) => `${path}: ${match[0]} in a room without a process`);
}

/** Lines above which a file must be split, or be listed here with its reason. */
export const LONGEST_FILE = 300;
export const longFiles: Readonly<Record<string, string>> = {};
