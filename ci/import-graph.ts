import { posix } from 'node:path';
import { importsOf } from './import-rules.ts';
import { roomOf } from './rooms.ts';

/** What each place imports, by its path; places that are not among the keys are left out. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The imports among these files. */
export function importGraph(files: readonly string[], read: (path: string) => string): ImportGraph {
  const known = new Set(files);
  return new Map(
    files.map((path) => {
      const targets = importsOf(read(path))
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => posix.normalize(posix.join(posix.dirname(path), specifier)));
      return [path, [...new Set(targets)].filter((target) => known.has(target))];
    }),
  );
}

/** The imports among rooms; `harness/index.ts` and rooms that may import everything are among them. */
export function roomGraph(files: ImportGraph): ImportGraph {
  const rooms = new Map<string, Set<string>>();
  for (const [path, targets] of files) {
    const from = roomOf(path)?.folder ?? path;
    const reached = rooms.get(from) ?? new Set();
    for (const target of targets) {
      const to = roomOf(target)?.folder ?? target;
      if (to !== from) reached.add(to);
    }
    rooms.set(from, reached);
  }
  return new Map([...rooms].map(([room, reached]) => [room, [...reached]]));
}

/**
 * Strongly connected components of more than one place, each sorted: everything in one imports everything else in it. Tarjan's
 * algorithm.
 */
export function importCycles(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const cycles: string[][] = [];
  const visit = (place: string): number => {
    const number = order.size;
    order.set(place, number);
    open.push(place);
    let low = number;
    for (const target of graph.get(place) ?? []) {
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (open.includes(target)) low = Math.min(low, order.get(target) ?? low);
    }
    lowest.set(place, low);
    if (low === number) {
      const component = open.splice(open.indexOf(place));
      if (component.length > 1) cycles.push(component.sort());
    }
    return low;
  };
  for (const place of graph.keys()) if (!order.has(place)) visit(place);
  return cycles.sort();
}
