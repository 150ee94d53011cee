import { posix } from 'node:path';
import { roomOf } from './rooms.ts';

/** A function that the data passes on its way from build.json to the report. */
export interface Waypoint {
  readonly file: string;
  readonly name: string;
}

/** One file of a walk; `waypoint` is the function that the data passes there, null where the file only leads on. */
export interface WalkStep {
  readonly file: string;
  readonly room: string;
  readonly waypoint: string | null;
}

/** The files that a reader opens to follow the data, in reading order. */
export interface Walk {
  readonly steps: readonly WalkStep[];
  /** Different files. */
  readonly files: number;
  /** Steps to a file of another room. */
  readonly changes: number;
}

/** Which files a file calls into: it imports a value from there and uses it. */
export type CallGraph = ReadonlyMap<string, readonly string[]>;

const STATIC = /(?:^|\n)import\s+(?!type\b)(?:\{([^}]*)\}|(\w+)|\*\s+as\s+(\w+))\s+from\s+'(\.[^']+)'/g;
const LAZY = /import\(\s*'(\.[^']+)'\s*\)/g;

/** Calls among files; types, and names that are imported and never used, are no calls. */
export function callGraph(files: readonly string[], read: (path: string) => string): CallGraph {
  const known = new Set(files);
  return new Map(
    files.map((path) => [path, callees(path, read(path)).filter((callee) => known.has(callee))]),
  );
}

function callees(path: string, source: string): string[] {
  const at = (specifier: string): string => posix.normalize(posix.join(posix.dirname(path), specifier));
  const code = source.replace(STATIC, '');
  const used = (names: string): boolean =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .some((name) => new RegExp(`\\b${name.split(' as ').at(-1)?.trim()}\\b`).test(code));
  const calls = [...source.matchAll(STATIC)].flatMap(([, names, single, all, specifier]) =>
    used(names ?? single ?? all ?? '') ? [at(specifier ?? '')] : [],
  );
  const lazy = [...source.matchAll(LAZY)].map(([, specifier]) => at(specifier ?? ''));
  return [...new Set([...calls, ...lazy])];
}

/**
 * The shortest way down from `entry` to every waypoint along real calls, as one tree, read from the top: a file, then what
 * it calls, in the order in which the data gets there.
 * @throws Error naming a waypoint that is not where it is said to be, or that no call reaches
 */
export function walkOf(
  entry: string,
  waypoints: readonly Waypoint[],
  graph: CallGraph,
  read: (path: string) => string,
): Walk {
  const names = new Map(waypoints.map(({ file, name }) => [file, name]));
  const calls = new Map<string, string[]>([[entry, []]]);
  for (const { file, name } of waypoints) {
    if (!new RegExp(`\\b${name}\\b`).test(read(file))) throw new Error(`${file} has no ${name}`);
    const way = wayTo(entry, file, graph, new Set(calls.keys()));
    for (const [i, place] of way.entries()) {
      if (calls.has(place)) continue;
      calls.set(place, []);
      calls.get(way[i - 1] ?? entry)?.push(place);
    }
  }
  const steps: WalkStep[] = [];
  const readDown = (file: string): void => {
    steps.push({ file, room: roomOf(file)?.folder ?? file, waypoint: names.get(file) ?? null });
    for (const callee of calls.get(file) ?? []) readDown(callee);
  };
  readDown(entry);
  const changes = steps.filter((step, i) => i > 0 && step.room !== steps[i - 1]?.room).length;
  return { steps, files: steps.length, changes };
}

/** Breadth first; of equally short ways the one over files that the reader knows. */
function wayTo(entry: string, target: string, graph: CallGraph, seen: ReadonlySet<string>): string[] {
  const before = new Map<string, string | null>([[entry, null]]);
  let layer = [entry];
  while (layer.length > 0 && !before.has(target)) {
    const next: string[] = [];
    for (const place of layer.sort((a, b) => Number(seen.has(b)) - Number(seen.has(a))))
      for (const callee of graph.get(place) ?? []) {
        if (before.has(callee)) continue;
        before.set(callee, place);
        next.push(callee);
      }
    layer = next;
  }
  if (!before.has(target)) throw new Error(`no call leads from ${entry} to ${target}`);
  const way: string[] = [];
  for (let place: string | null | undefined = target; place; place = before.get(place)) way.unshift(place);
  return way;
}
