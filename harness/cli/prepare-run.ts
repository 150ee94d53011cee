import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type BuildFile, buildFile } from '../lab/build-file.ts';
import { type Device, type DevicesFile, devicesFile } from '../lab/devices-file.ts';
import { readJson } from '../lab/read-json.ts';
import { metricsVersion } from '../measure/metrics/index.ts';
import { modelArtefact } from '../model/artefact.ts';
import { sha256OfFile } from '../model/digest.ts';
import { planRun } from '../plan/build-plan.ts';
import type { BuildRole, Manifest, PlannedBuild, PlannedDevice } from '../plan/manifest.ts';
import { HeatsoakError, messageOf } from '../protocol/error.ts';
import { nearestName } from '../protocol/nearest.ts';
import { parseSuite } from '../suite/parse-suite.ts';
import type { Suite } from '../suite/suite.ts';
import { profileNamed } from '../virtual-phone/physics/profiles.ts';
import { hostName, hostOs } from './host.ts';
import { packageRoot, packageVersion } from './package-home.ts';

/** What the user asked for on the command line. */
export interface RunOptions {
  readonly suite: readonly string[];
  readonly candidate: string;
  readonly baseline?: string | undefined;
  readonly device?: readonly string[] | undefined;
  readonly devices?: string | undefined;
  readonly blocks: number;
  readonly seed: number;
  readonly reference: boolean;
  /** The command that does the same again, where it is not `run`. */
  readonly command?: string | undefined;
}

export interface PreparedRun {
  readonly manifest: Manifest;
  readonly lab: DevicesFile;
  readonly devices: readonly Device[];
}

/** Default margins of the gate, statistics.md §4; a judgement until A/A nights exist. */
const gate = [
  { metric: 'decode_rate', marginPercent: 2 },
  { metric: 'ttft', marginPercent: 3 },
  { metric: 'footprint_peak', marginPercent: 1 },
];

/** Reads and checks every input, and plans; writes nothing. @throws HeatsoakError of kind usage */
export async function prepareRun(options: RunOptions, startedAt: Date): Promise<PreparedRun> {
  const lab = await readDevices(options.devices);
  const devices = chooseDevices(lab, options.device);
  const suites = await Promise.all(options.suite.map(readSuite));
  const builds = await readBuilds(options);
  const reference = options.reference && lab.reference ? hostDevice(lab.reference) : null;
  const { sessions, reference: referenceLaunches } = planRun({
    devices: devices.map(plannedDevice),
    hasBaseline: options.baseline !== undefined,
    suites,
    blocks: options.blocks,
    seed: options.seed,
    referenceDevice: reference,
  });
  const manifest: Manifest = {
    v: 1,
    run: runId(startedAt),
    startedAt: startedAt.toISOString(),
    heatsoak: packageVersion,
    metricsVersion,
    command: options.command ?? reproduceCommand(options),
    seed: options.seed,
    suites: suites.map((suite) => suite.id),
    blocks: options.blocks,
    builds,
    sessions,
    reference: referenceLaunches,
    gate,
  };
  return { manifest, lab, devices };
}

/** The lab: the named file, `devices.json` here, else the virtual lab that ships with Heatsoak. */
export async function readDevices(path: string | undefined): Promise<DevicesFile> {
  const here = resolve('devices.json');
  return readJson(
    path ?? (existsSync(here) ? here : join(packageRoot, 'devices.json')),
    devicesFile,
    'devices.json',
  );
}

export function chooseDevices(lab: DevicesFile, wanted: readonly string[] | undefined): Device[] {
  if (!wanted || wanted.length === 0) return lab.devices;
  const ids = lab.devices.map((device) => device.id);
  return wanted.map((id) => {
    const device = lab.devices.find((each) => each.id === id);
    if (device) return device;
    const near = nearestName(id, ids);
    throw new HeatsoakError(
      'DEVICE_UNKNOWN',
      `no device "${id}" in devices.json${near ? `; did you mean "${near}"?` : ''}`,
      {
        hint: `known devices: ${ids.join(', ')}`,
      },
    );
  });
}

export async function readSuite(name: string): Promise<Suite> {
  const places = name.endsWith('.json')
    ? [resolve(name)]
    : [resolve('suites', `${name}.json`), join(packageRoot, 'suites', `${name}.json`)];
  const path = places.find((place) => existsSync(place));
  if (!path) {
    throw new HeatsoakError('SUITE_UNKNOWN', `no suite "${name}"${didYouMean(name)}`, {
      where: places.join(', '),
      hint: `suites that ship with Heatsoak: ${shippedSuites.join(', ')}; or name a .json file`,
    });
  }
  return parseSuite(await readFile(path, 'utf8'), path);
}

const shippedSuites = ['quick', 'latency', 'sustained', 'context', 'quality', 'variants'];

function didYouMean(name: string): string {
  const near = nearestName(name, shippedSuites);
  return near ? `; did you mean "${near}"?` : '';
}

async function readBuilds(options: RunOptions): Promise<PlannedBuild[]> {
  const asked: [BuildRole, string][] = [['candidate', options.candidate]];
  if (options.baseline) asked.unshift(['baseline', options.baseline]);
  const builds: PlannedBuild[] = [];
  for (const [role, path] of asked) builds.push(await readBuild(role, path));
  return builds;
}

export async function readBuild(role: BuildRole, path: string): Promise<PlannedBuild> {
  const build = await readJson(resolve(path), buildFile, `${role} build`);
  const beside = (name: string): string => (isAbsolute(name) ? name : resolve(dirname(path), name));
  refuseOtherFormat(build, path);
  const app = await artefact(beside(build.app), `app of ${path}`, async (file) => ({
    path: file,
    ...(await sha256OfFile(file)),
  }));
  const model = await artefact(beside(build.model), `model of ${path}`, modelArtefact);
  if (build.modelSha256 && build.modelSha256 !== model.sha256) {
    throw new HeatsoakError(
      'MODEL_HASH_DIFFERS',
      `${model.path} has SHA-256 ${model.sha256}, ${path} expects ${build.modelSha256}`,
      {
        where: `${path} $.modelSha256`,
        hint: 'fetch the model again, or correct modelSha256 if the new file is meant',
      },
    );
  }
  return {
    role,
    name: build.name,
    bundleId: build.bundleId,
    version: build.version,
    app,
    model: { ...model, name: build.model },
    engine: build.engine,
  };
}

/** An engine reads one format; found out here, and not on the phone. */
function refuseOtherFormat({ model, engine }: BuildFile, path: string): void {
  const isOnnx = model.endsWith('.onnx');
  if (engine.name === 'server' || isOnnx === (engine.name === 'onnxruntime')) return;
  throw new HeatsoakError('ENGINE_FORMAT', `${path}: the engine ${engine.name} cannot read ${model}`, {
    where: `${path} $.engine.name`,
    hint: isOnnx ? 'set engine.name to onnxruntime' : 'name an .onnx model, or set engine.name to llama.cpp',
  });
}

async function artefact<T>(path: string, what: string, read: (path: string) => Promise<T>): Promise<T> {
  try {
    return await read(path);
  } catch (cause) {
    if (cause instanceof HeatsoakError && cause.code !== 'MODEL_MISSING') throw cause;
    throw new HeatsoakError('ARTEFACT_MISSING', `cannot read the ${what}: ${messageOf(cause)}`, {
      where: path,
      hint: 'paths in build.json are relative to that file',
      cause,
    });
  }
}

export function plannedDevice(device: Device): PlannedDevice {
  if (device.kind === 'iphone') {
    const { id, name, model, chip, udid, os } = device;
    return { id, name, model, chip, udid, os, virtual: false };
  }
  const profile = profileNamed(device.profile);
  return {
    id: device.id,
    name: /virtual/i.test(device.name) ? device.name : `${device.name} (virtual)`,
    model: profile.productType,
    chip: profile.chip,
    udid: null,
    os: device.os,
    virtual: true,
  };
}

export function hostDevice(reference: { id: string; name: string }): PlannedDevice {
  return {
    id: reference.id,
    name: reference.name,
    model: hostName(),
    chip: hostName(),
    udid: null,
    os: hostOs(),
    virtual: false,
  };
}

/** Sortable, and readable by a person: `2026-11-22T03-00-00Z`. */
export function runId(startedAt: Date): string {
  return startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}

function reproduceCommand(options: RunOptions): string {
  const parts = [
    'heatsoak run',
    ...options.suite.map((suite) => `--suite ${suite}`),
    `--candidate ${options.candidate}`,
  ];
  if (options.baseline) parts.push(`--baseline ${options.baseline}`);
  for (const device of options.device ?? []) parts.push(`--device ${device}`);
  return [...parts, `--blocks ${options.blocks}`, `--seed ${options.seed}`].join(' ');
}
