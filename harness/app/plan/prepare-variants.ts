import { hostname } from 'node:os';
import { basename, resolve } from 'node:path';
import { formatOf } from '../../../models/format-of.ts';
import type { GivenTemplate } from '../../../models/prompts/prompt-rules.ts';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import { anyBuildFile, serverFile } from '../../experiment/build-file.ts';
import type { Manifest, PlannedBuild, PlannedServer, PlannedSource } from '../../experiment/manifest.ts';
import { planVariants } from '../../experiment/plan-variants.ts';
import { type Suite, stepsOfSuite } from '../../experiment/suite.ts';
import { sha256OfFile } from '../../files/digest.ts';
import { readJson } from '../../files/read-json.ts';
import type { DigestOf } from '../../files/remembered-digest.ts';
import { UNNAMED_HOST } from '../../lab/devices-file.ts';
import { engineSettings } from '../../protocol/plan-file.ts';
import type { PreparedRun } from './assemble-run.ts';
import { chooseDevices, namedIds, type PhoneChoice } from './choose-devices.ts';
import { commandLine } from './command-line.ts';
import { manifestHead } from './manifest-head.ts';
import { hostDevice, plannedDevice } from './planned-device.ts';
import { readBuild } from './read-build.ts';
import { readDevices } from './read-devices.ts';
import { readSuite } from './read-suite.ts';
import { refuseTooLong } from './refuse-too-long.ts';
import { chatOfSteps, templateOfBuild, withChat } from './render-chat.ts';

/** Which builds stand side by side, by the paths of their build.json files. */
export interface VariantsOptions extends PhoneChoice {
  readonly build: readonly string[];
  readonly source?: string | undefined;
  readonly suite?: readonly string[] | undefined;
  readonly devices?: string | undefined;
  /** Launches of each variant per phone; default 2. */
  readonly blocks?: number | undefined;
  /** Of every random choice; default 1. */
  readonly seed?: number | undefined;
}

const DEFAULT_BLOCKS = 2;
const blocksOf = ({ blocks = DEFAULT_BLOCKS }: VariantsOptions): number => blocks;

/** Reads and checks every input, and plans; writes nothing. @throws HeatsoakError of kind usage */
export async function prepareVariants(
  options: VariantsOptions,
  startedAt: Date,
  digestOf: DigestOf = sha256OfFile,
): Promise<PreparedRun> {
  const seed = options.seed ?? 1;
  const blocks = blocksOf(options);
  const lab = await readDevices(options.devices);
  const devices = chooseDevices(lab, options);
  const suites = await Promise.all((options.suite ?? ['variants']).map(readSuite));
  const { builds, servers } = await readVariants(options.build, digestOf);
  await refuseTooLong(builds, suites);
  const source =
    options.source === undefined ? null : await readSource(options.source, builds, suites, digestOf);
  const planned = planVariants({
    devices: devices.map(plannedDevice),
    builds: builds.map((build) => build.id ?? ''),
    servers: servers.map((server) => server.id),
    host: hostDevice(lab.reference ?? { id: UNNAMED_HOST, name: hostname() }),
    suites,
    blocks,
    seed,
    modelBytes: Math.max(...builds.map(({ model }) => model.sizeBytes)),
  });
  const manifest: Manifest = {
    ...manifestHead(startedAt),
    command: commandOf({ ...options, device: namedIds(options, devices) }, seed),
    seed,
    suites: suites.map((suite) => suite.id),
    blocks,
    builds: await Promise.all(builds.map((build) => withChat(build, suites))),
    ...planned,
    gate: [],
    kind: 'variants',
    servers,
    source,
  };
  return { manifest, lab, devices };
}

async function readVariants(
  paths: readonly string[],
  digestOf: DigestOf,
): Promise<{ builds: PlannedBuild[]; servers: PlannedServer[] }> {
  const builds: PlannedBuild[] = [];
  const servers: PlannedServer[] = [];
  const ids = new Set<string>();
  for (const path of paths) {
    const { engine } = await readJson(resolve(path), anyBuildFile, 'build');
    if (engine?.name === 'server') {
      const server = await readJson(resolve(path), serverFile, 'server build');
      servers.push({ id: uniqueId(server.name, ids), name: server.name, engine: server.engine });
    } else {
      const build = await readBuild('variant', path, undefined, digestOf);
      const format = await formatOf(build.model.path);
      builds.push({ ...build, id: uniqueId(build.name, ids), format });
    }
  }
  if (builds.length === 0)
    throw new HeatsoakError('NO_VARIANT', 'every build is a server: no phone has anything to measure', {
      hint: 'add a build.json with an app and a model, or ask heatsoak reference',
    });
  return { builds, servers };
}

/** Lower-case letters, digits and hyphens, as a launch's folder may be named; numbered where two would be equal. */
function uniqueId(name: string, taken: Set<string>): string {
  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'build';
  let id = slug;
  for (let number = 2; taken.has(id); number++) id = `${slug}-${number}`;
  taken.add(id);
  return id;
}

/** The source runs on the host with the context that the variants use. */
async function readSource(
  path: string,
  builds: readonly PlannedBuild[],
  suites: readonly Suite[],
  digestOf: DigestOf,
): Promise<PlannedSource> {
  const contextTokens = Math.max(...builds.map((build) => build.engine.contextTokens));
  const engine = engineSettings.parse({ backend: 'cpu', contextTokens });
  const found = await digestOf(resolve(path)).catch((cause) => {
    throw new HeatsoakError('MODEL_MISSING', `cannot read the source ${path}: ${messageOf(cause)}`, {
      where: path,
      hint: 'check --source',
      cause,
    });
  });
  const chat = await chatOfSteps(resolve(path), suites.flatMap(stepsOfSuite), sharedTemplate(builds));
  return { path: resolve(path), ...found, name: basename(path), engine, ...(chat ? { chat } : {}) };
}

/** A template that all builds give is the source's too: it answers the same questions. */
function sharedTemplate(builds: readonly PlannedBuild[]): GivenTemplate | undefined {
  const templates = new Set(builds.map(({ template }) => template));
  const [first] = builds;
  return first && templates.size === 1 ? templateOfBuild(first) : undefined;
}

const commandOf = (options: VariantsOptions, seed: number): string =>
  commandLine('heatsoak variants', [
    ['--build', options.build],
    ['--source', options.source],
    ['--suite', options.suite],
    ['--device', options.device],
    ['--devices', options.devices],
    ['--blocks', blocksOf(options)],
    ['--seed', seed],
  ]);
