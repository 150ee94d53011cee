import type { Code } from './code.ts';

/** Codes of this computer, its engines and its disk. */
export const hostCodes = {
  INTERNAL: { kind: 'internal', meaning: 'A fault of Heatsoak itself.', remedy: 'Report it with the stack.' },
  OUTPUT_LOST: {
    kind: 'internal',
    meaning: 'Standard output cannot be written.',
    remedy: 'Make room where stdout goes; a run is whole in its folder.',
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
  REPORT_CLIENT_MISSING: {
    kind: 'host',
    meaning: "The report's script has not been built.",
    remedy: 'npm run build',
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
