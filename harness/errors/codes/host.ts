import type { Code } from './code.ts';

/** Codes of this computer, its engines and its disk. */
export const hostCodes = {
  INTERNAL: { kind: 'internal', meaning: 'A fault of Heatsoak itself.', remedy: 'Report it with the stack.' },
  OUTPUT_LOST: {
    kind: 'internal',
    meaning: 'Standard output cannot be written.',
    remedy: 'Make room where stdout goes; a run is whole in its folder.',
  },
  HOST_UNFIT: {
    kind: 'host',
    meaning: 'This host is not fit to measure phones; nothing was measured.',
    remedy: 'heatsoak doctor says what mends it.',
  },
  NODE_UNSUPPORTED: {
    kind: 'host',
    meaning: 'This version of Node cannot run Heatsoak.',
    remedy: 'Install Node 20.19 or newer of 20, 22.12 or newer of 22, or 24 and newer.',
  },
  PACKAGE_MISSING: {
    kind: 'host',
    meaning: 'A module of Heatsoak or of a package that it needs is not there.',
    remedy: 'Install again: npm ci in the clone, npm install heatsoak elsewhere.',
  },
  TOO_MANY_FILES: {
    kind: 'host',
    meaning: 'The limit of open files does not let Heatsoak load or work.',
    remedy: 'ulimit -n 1024',
  },
  TEMPORARY_FOLDER: {
    kind: 'host',
    meaning: 'No temporary folder can be made.',
    remedy: 'Point TMPDIR to a folder that exists, can be written and has room.',
  },
  FOLDER_UNWRITABLE: {
    kind: 'host',
    meaning: 'A folder cannot be made.',
    remedy: 'Name another folder; check the disk and its permissions.',
  },
  FILE_UNWRITABLE: {
    kind: 'host',
    meaning: 'A file cannot be written.',
    remedy: 'Free space on that disk and check its permissions, or name another folder.',
  },
  DISK_FULL: {
    kind: 'host',
    meaning: 'The disk is full.',
    remedy: 'Free some space; the same command then goes on.',
  },
  AGENT_PROGRAM_FAILED: {
    kind: 'host',
    meaning: 'The Swift agent does not work as the agent of a virtual phone.',
    remedy: 'Build it anew with ci/swift-linux.sh agent.',
  },
  SWIFT_AGENT_MISSING: {
    kind: 'host',
    meaning: "A virtual phone's apps are to have the Swift agent, and its program is not on this host.",
    remedy:
      'ci/swift-linux.sh agent builds it, on Linux and on a Mac; HEATSOAK_SWIFT_AGENT names one that lies elsewhere; or leave "agent" out of devices.json.',
  },
  PORT_TAKEN: {
    kind: 'host',
    meaning: 'The port that `serve` was to listen on is taken, or may not be used.',
    remedy: 'Name another with --port, or none: then a free one is taken.',
  },
  REPORT_CLIENT_MISSING: {
    kind: 'host',
    meaning: "The report's script has not been built.",
    remedy: 'npm run build',
  },
  QUERY_ENGINE_MISSING: {
    kind: 'host',
    meaning: 'DuckDB, which queries need, is not installed or cannot be.',
    remedy: 'npm install @duckdb/node-api, or heatsoak query --install.',
  },
  BROWSER_MISSING: {
    kind: 'host',
    meaning: 'No Chrome, Chromium or Edge is on this host.',
    remedy: 'Install one, or name its program in HEATSOAK_CHROMIUM.',
  },
  BROWSER_FAILED: {
    kind: 'host',
    meaning: 'A browser gave no picture of a page.',
    remedy: 'Name another browser in HEATSOAK_CHROMIUM, or print report.html in any browser.',
  },
  API_KEY_MISSING: {
    kind: 'host',
    meaning: "The variable that holds a server's key is not set.",
    remedy: 'Export it; the key itself never stands in a file.',
  },
  SERVER_UNREACHABLE: {
    kind: 'host',
    meaning: 'A server cannot be reached.',
    remedy: 'Check engine.url, and that the server runs.',
  },
  SERVER_LOST: {
    kind: 'host',
    meaning: "A server's answer broke off.",
    remedy: 'Check the server and the network.',
  },
  ENGINE_MISSING: {
    kind: 'host',
    meaning: "An engine's package cannot be loaded.",
    remedy: 'Install the package that the message names; no compiler is needed.',
  },
  RAW_PATH_MISSING: {
    kind: 'install',
    meaning: 'The engine cannot decode as llama-bench does.',
    remedy: 'Measure a suite with --suite.',
  },
  RAW_PATH_UNKNOWN: {
    kind: 'install',
    meaning: "Rows in llama-bench's way need another version of node-llama-cpp.",
    remedy: 'Install the version that the message names.',
  },
  SCORES_MISSING: {
    kind: 'internal',
    meaning: 'The engine gave no probabilities.',
    remedy: "Report it with the model's name.",
  },
  GIT_MISSING: { kind: 'host', meaning: 'git is needed to build llama-bench.', remedy: 'Install git.' },
  COMPILER_MISSING: {
    kind: 'host',
    meaning: 'A C++ compiler is needed to build llama-bench.',
    remedy: 'Install one, or name it with CXX=…',
  },
  LLAMA_BENCH_BUILD: {
    kind: 'host',
    meaning: 'llama-bench cannot be built.',
    remedy: 'Name another compiler with CXX=…',
  },
} as const satisfies Readonly<Record<string, Code>>;
