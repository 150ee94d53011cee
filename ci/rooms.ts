import { labRooms } from './lab-rooms.ts';
import { phoneRooms } from './phone-rooms.ts';
import { reportRooms } from './report-rooms.ts';
import { inHarness, type Room } from './room.ts';

const modelLibrary = ['models/', 'models/commands/', 'harness/errors/'];
const anything = ['*', 'node:'];
/** What almost every room may use. */
const base = ['words', 'statistics', 'files', 'protocol', 'errors'];
/** Phones of both kinds, and what knows them. */
const phones = ['phone', 'virtual-phone', 'virtual-phone/physics', 'lab', 'lab/doctor'];

/** Read top down: a room imports only what stands above it here. A file belongs to the longest folder that holds it. */
export const rooms: readonly Room[] = [
  {
    folder: 'harness/errors/',
    holds: 'HeatsoakError, the register of codes, nearest names, what is wrong with JSON, schemas and files',
    rooms: [],
    packages: ['zod', 'jsonc-parser'],
    pure: true,
  },
  {
    folder: 'harness/protocol/',
    holds:
      'what an agent must do, for any language: events, plan file, status, token times, engine counters, log reader',
    rooms: inHarness('errors'),
    packages: ['zod'],
    pure: true,
  },
  {
    folder: 'harness/statistics/',
    holds: 'estimators, tests, change points, seeded random streams; knows nothing of phones',
    rooms: [],
    packages: [],
    pure: true,
  },
  {
    folder: 'harness/words/',
    holds:
      'how numbers are written for people: decimals by unit, signs, plurals; what somebody else wrote, as one line and as Markdown',
    rooms: [],
    packages: [],
    pure: true,
  },
  {
    folder: 'harness/files/',
    holds:
      'files that appear whole or not at all, scratch folders and whose they are, digests, JSON of users',
    rooms: inHarness('errors'),
    packages: ['node:', 'zod'],
  },
  {
    folder: 'harness/modules/',
    holds: 'our own modules as processes and threads: from source, or as they were built',
    rooms: [],
    packages: ['node:', 'tsx'],
  },
  {
    folder: 'harness/plist/',
    holds: 'property lists that others wrote, read in bounded time and memory',
    rooms: [],
    packages: ['plist', '@xmldom/xmldom'],
    pure: true,
  },
  {
    folder: 'harness/app-archive/',
    holds: 'app archives (.ipa, .app) read without unpacking: their parts, processors and code signature',
    rooms: inHarness('plist', 'files', 'errors'),
    packages: ['node:', 'yauzl'],
  },
  {
    folder: 'harness/experiment/',
    holds: 'suite, build, gate policy, blocks and power, estimate, manifest',
    rooms: inHarness('statistics', 'protocol', 'errors'),
    packages: ['zod'],
    pure: true,
  },
  {
    folder: 'harness/measure/',
    holds: 'events → records → checks → metrics; a metric a file, a check a file',
    rooms: inHarness('experiment', 'statistics', 'protocol', 'errors'),
    packages: ['zod'],
    pure: true,
  },
  {
    folder: 'harness/protocol/rules/',
    holds: 'what every launch of every agent keeps to, a rule a file; what measure checks, by its check',
    rooms: inHarness('measure', 'experiment', 'statistics', 'protocol', 'errors'),
    packages: [],
    pure: true,
  },
  {
    folder: 'harness/judge/',
    holds: 'contrasts, comparisons, gate and verdict; comparability of runs; nightly detectors',
    rooms: inHarness('measure', 'experiment', 'words', 'statistics', 'protocol', 'errors'),
    packages: ['zod'],
    pure: true,
  },
  {
    folder: 'harness/history/',
    holds: 'nights, epochs, change points, confirmations, what A/A runs taught',
    rooms: inHarness('judge', 'measure', 'experiment', 'words', 'statistics', 'protocol', 'errors'),
    packages: ['zod'],
    pure: true,
  },
  {
    folder: 'harness/tables/',
    holds: 'what runs are exported as: tables, a table a file, their formats, and results to submit',
    rooms: inHarness('judge', 'measure', 'experiment', 'statistics', 'protocol', 'errors'),
    packages: ['hyparquet-writer', 'zod'],
    pure: true,
  },
  {
    folder: 'harness/terminal/',
    holds: 'where a command writes, exit codes, option values; shared by all commands',
    rooms: inHarness('words', 'errors'),
    packages: anything,
  },
  {
    folder: 'models/',
    holds:
      'model files, a product of its own: inspect, synthesise, quantise, convert, verify, split, pull, render prompts',
    rooms: inHarness('modules', 'statistics', 'files', 'protocol', 'errors'),
    packages: ['node:', '@huggingface/jinja', 'protobufjs', 'zod'],
  },
  {
    folder: 'harness/agent/',
    holds: 'the TypeScript agent and its ports; the reference is this agent on the host',
    rooms: inHarness('statistics', 'protocol', 'errors'),
    packages: ['node:'],
  },
  {
    folder: 'harness/agent/engines/',
    holds: 'one folder an engine behind one port',
    rooms: ['harness/agent/', 'models/', ...inHarness('statistics', 'protocol', 'errors')],
    packages: ['node:', 'node-llama-cpp', 'onnxruntime-common', 'onnxruntime-node'],
  },
  {
    folder: 'harness/agent/hosts/',
    holds: 'the agent as a process of this host: clock, sensors, facts, how it is started',
    rooms: inHarness('agent', 'agent/engines', 'modules', 'statistics', 'protocol', 'errors'),
    packages: ['node:'],
  },
  ...phoneRooms,
  {
    folder: 'harness/lab/',
    holds: 'devices.json, leases, cold probe, what is remembered of phones from run to run',
    rooms: inHarness('experiment', 'files', 'protocol', 'errors'),
    packages: ['node:', 'zod', 'jsonc-parser'],
  },
  {
    folder: 'harness/lab/doctor/',
    holds: 'what is asked of host and phone before anything is measured: a check a file, and the policy',
    rooms: inHarness('lab', 'experiment', 'plist', 'protocol', 'errors'),
    packages: ['zod'],
    pure: true,
  },
  {
    folder: 'harness/store/',
    holds: 'run folders, journals, calibration and history on disk',
    rooms: inHarness('history', 'measure', 'experiment', 'files', 'protocol', 'errors'),
    packages: ['node:'],
  },
  {
    folder: 'harness/preflight/',
    holds: "asks this host and its phones what the doctor's checks want to know",
    rooms: inHarness(...phones, 'experiment', 'words', 'files', 'errors'),
    packages: ['node:'],
  },
  {
    folder: 'harness/session/plan/',
    holds: 'where a session stands by its journal, what it does next; sessions as jobs and bundles',
    rooms: inHarness('experiment', 'protocol', 'errors'),
    packages: ['zod'],
    pure: true,
  },
  {
    folder: 'harness/session/',
    holds: "performs a run: each phone's launches, the reference, the quality of variants",
    rooms: [
      ...inHarness('session/plan', 'store', 'lab', 'lab/doctor', 'phone', 'virtual-phone'),
      ...inHarness('agent', 'agent/engines', 'agent/hosts', 'judge', 'measure', 'experiment', ...base),
    ],
    packages: ['node:', 'zod'],
  },
  ...labRooms,
  {
    folder: 'harness/calibrate/',
    holds: 'parity with llama-bench, fitness of the host',
    rooms: inHarness('agent', 'agent/hosts', 'lab', 'judge', 'measure', 'experiment', ...base),
    packages: ['node:', 'zod'],
  },
  ...reportRooms,
  {
    folder: 'harness/publish/',
    holds: 'one file a format that a run is published in',
    rooms: [
      'reports/',
      ...inHarness(
        'store',
        'history',
        'judge',
        'measure',
        'experiment',
        'words',
        'statistics',
        'files',
        'protocol',
        'errors',
      ),
    ],
    packages: ['node:', 'zod', '@xmldom/xmldom'],
  },
  {
    folder: 'harness/app/',
    holds: 'use cases: options and ports in, documents out; no terminal, no process',
    withoutProcess: true,
    rooms: [
      'models/',
      ...inHarness(
        ...phones,
        'publish',
        'serve',
        'calibrate',
        'tables',
        'session',
        'session/plan',
        'lab-plan',
        'lab-server',
        'preflight',
        'store',
        'agent',
        'agent/hosts',
        'history',
        'judge',
        'measure',
        'experiment',
        'plist',
        'app-archive',
        'protocol/rules',
        ...base,
      ),
    ],
    packages: ['node:', 'zod'],
  },
  {
    folder: 'models/commands/',
    holds: 'heatsoak model …: one file a command',
    rooms: [
      'models/',
      ...inHarness('app', 'lab', 'virtual-phone/physics', 'agent', 'agent/engines', 'terminal', ...base),
    ],
    packages: anything,
  },
  { folder: 'models/index.ts', holds: 'heatsoak/models, for programs', rooms: modelLibrary, packages: [] },
  {
    folder: 'harness/cli/',
    holds: 'one file a command, loaded when it is called; what a terminal shows',
    rooms: ['models/commands/', 'models/', 'harness/', 'reports/'],
    packages: anything,
  },
  { folder: 'harness/', holds: 'index.ts: what a program may import', rooms: ['harness/'], packages: [] },
  {
    folder: 'ci/',
    holds: 'the rules of the house and their tests, generators of pages and schemas',
    rooms: ['harness/', 'models/', 'reports/'],
    packages: anything,
  },
  {
    folder: 'bench/',
    holds: 'speed, and evaluations on planted truths',
    rooms: ['harness/', 'models/', 'models/commands/', 'reports/', 'ci/'],
    packages: anything,
  },
];

/** The room of a file: the longest folder that holds it. */
export const roomOf = (path: string): Room | undefined =>
  rooms.filter((each) => path.startsWith(each.folder)).sort((a, b) => b.folder.length - a.folder.length)[0];
