import { posix } from 'node:path';

/** A room of the house and what it may import besides itself. */
interface Room {
  /** Folder, with `/` at its end. */
  readonly folder: string;
  readonly rooms: readonly string[];
  /** Packages, `node:` for built-ins, `*` for all. */
  readonly packages: readonly string[];
}

const pure = ['zod'];
const anything = ['*', 'node:'];

/** Read top down: the first folder that holds a file is its room. Imports point downwards only. */
export const rooms: readonly Room[] = [
  { folder: 'harness/protocol/', rooms: [], packages: pure },
  { folder: 'harness/files/', rooms: ['harness/protocol/'], packages: ['node:'] },
  { folder: 'harness/judge/statistics/', rooms: [], packages: [] },
  { folder: 'harness/judge/', rooms: ['harness/judge/', 'harness/protocol/'], packages: [] },
  { folder: 'harness/suite/', rooms: ['harness/protocol/'], packages: pure },
  {
    folder: 'harness/plan/',
    rooms: ['harness/suite/', 'harness/judge/statistics/', 'harness/protocol/'],
    packages: pure,
  },
  {
    folder: 'harness/measure/',
    rooms: ['harness/plan/', 'harness/judge/', 'harness/protocol/'],
    packages: pure,
  },
  {
    folder: 'harness/model/supply/',
    rooms: ['harness/model/', 'harness/judge/statistics/', 'harness/files/', 'harness/protocol/'],
    packages: ['node:', 'zod'],
  },
  {
    folder: 'harness/history/',
    rooms: ['harness/measure/', 'harness/plan/', 'harness/suite/', 'harness/judge/', 'harness/protocol/'],
    packages: pure,
  },
  {
    folder: 'harness/model/',
    rooms: ['harness/judge/statistics/', 'harness/files/', 'harness/protocol/'],
    packages: ['node:', 'protobufjs', 'zod'],
  },
  {
    folder: 'harness/lab/',
    rooms: ['harness/files/', 'harness/protocol/'],
    packages: ['node:', 'zod', 'plist', 'bplist-parser', 'yauzl'],
  },
  {
    folder: 'harness/agent/',
    rooms: ['harness/model/', 'harness/judge/statistics/', 'harness/protocol/'],
    packages: ['node:', 'node-llama-cpp', 'onnxruntime-node'],
  },
  {
    folder: 'harness/virtual-phone/physics/',
    rooms: ['harness/agent/', 'harness/judge/statistics/', 'harness/protocol/'],
    packages: pure,
  },
  {
    folder: 'harness/virtual-phone/',
    rooms: ['harness/agent/', 'harness/judge/statistics/', 'harness/protocol/'],
    packages: ['node:', 'plist'],
  },
  { folder: 'harness/phone/', rooms: ['harness/protocol/'], packages: ['node:', 'plist', 'webdriverio'] },
  {
    folder: 'harness/store/',
    rooms: ['harness/history/', 'harness/plan/', 'harness/files/', 'harness/protocol/'],
    packages: ['node:'],
  },
  {
    folder: 'harness/run/',
    rooms: [
      'agent',
      'history',
      'judge',
      'lab',
      'measure',
      'model/verify',
      'phone',
      'plan',
      'protocol',
      'store',
      'virtual-phone',
    ].map((room) => `harness/${room}/`),
    packages: ['node:', 'zod'],
  },
  {
    folder: 'harness/reference/',
    rooms: ['agent', 'files', 'judge', 'lab', 'measure', 'model', 'protocol', 'store'].map(
      (room) => `harness/${room}/`,
    ),
    packages: ['node:', 'zod'],
  },
  { folder: 'harness/cli/', rooms: ['harness/', 'reports/'], packages: anything },
  { folder: 'harness/', rooms: ['harness/'], packages: [] },
  { folder: 'reports/client/', rooms: ['reports/'], packages: ['chart.js', 'chartjs-plugin-annotation'] },
  {
    folder: 'reports/',
    rooms: ['harness/history/', 'harness/judge/', 'harness/measure/', 'harness/plan/'],
    packages: ['node:zlib'],
  },
  { folder: 'bench/', rooms: ['harness/', 'reports/', 'ci/'], packages: anything },
  { folder: 'ci/', rooms: ['harness/', 'reports/'], packages: anything },
];

/** Static, type-only, re-exporting and literal dynamic imports. */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Breaches of one source file, as sentences. `path` is relative to the project, with forward slashes. */
export function importBreaches(path: string, source: string): string[] {
  const room = rooms.find((each) => path.startsWith(each.folder));
  if (!room) return [`${path} stands in no room`];
  return importsOf(source).flatMap((specifier) => {
    const problem = specifier.startsWith('.')
      ? relativeProblem(path, specifier, room)
      : packageProblem(specifier, room);
    return problem ? [`${path}: ${problem}`] : [];
  });
}

function importsOf(source: string): string[] {
  return [...source.matchAll(IMPORT)].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? []);
}

function relativeProblem(path: string, specifier: string, room: Room): string | null {
  if (!specifier.endsWith('.ts')) return `${specifier} must end in .ts`;
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  const allowed = [room.folder, ...room.rooms].some((folder) => target.startsWith(folder));
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

/** Rooms that neither look at a clock nor throw dice: time and seeds come in as values. */
export const pureRooms: readonly string[] = ['protocol', 'judge', 'suite', 'plan', 'measure', 'history'].map(
  (room) => `harness/${room}/`,
);

const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bprocess\.(?:env|hrtime|argv)\b|\bsetTimeout\b|\bfetch\(/g;

/** Clocks, dice and the outside world in a pure room, as sentences. */
export function impurities(path: string, source: string): string[] {
  if (!pureRooms.some((room) => path.startsWith(room))) return [];
  return [...source.matchAll(IMPURE)].map((match) => `${path}: ${match[0]} in a pure room`);
}

/** Lines above which a file must be split, or be listed here with its reason. */
export const LONGEST_FILE = 300;
export const longFiles: Readonly<Record<string, string>> = {};
