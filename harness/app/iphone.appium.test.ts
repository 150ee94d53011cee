import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cachedModel } from '../../models/synthesise.ts';
import type { Manifest } from '../experiment/manifest.ts';
import type { Derived } from '../judge/derive.ts';
import { fileLeases } from '../lab/file-leases.ts';
import { INCREASED_MEMORY_LIMIT } from '../protocol/entitlements.ts';
import { openLab } from '../session/open-lab.ts';
import { performRun } from '../session/run.ts';
import { writeIpa } from '../virtual-phone/ipa.ts';
import { profileNamed } from '../virtual-phone/physics/profiles.ts';
import { openVirtualLab, type VirtualLab, type VirtualStation } from '../virtual-phone/virtual-lab.ts';
import { derive } from './derive.ts';
import { plan } from './plan.ts';

/**
 * The road of a real phone, in the time of this host: devices.json, build.json and a suite as somebody writes them by hand, the host's
 * own tunnel, `"kind": "iphone"`. Behind the tunnel stands a virtual phone.
 */
const LIMIT_MS = 300_000;
const profile = profileNamed('A16');
/** A busy host is given four times as long. */
const ESTIMATE_SECONDS = 20;
/** What the two readings of a running app are apart, MiB: far more than a page, far less than an entitlement makes. */
const APART_MIB = 8;

let root = '';
let lab: VirtualLab;
let station: VirtualStation;
let derived: Derived;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-iphone-'));
  const state = join(root, 'state');
  lab = await openVirtualLab({
    phones: [{ id: 'mine', name: 'iPhone', profile: profile.name, os: '26.1' }],
    ...{ seed: 1, startedAt: '2026-01-01T00:00:00.000Z', root: join(root, 'phones'), stateHome: state },
  });
  const opened = lab.stationOf('mine');
  if (!opened) throw new Error('the lab has no such phone');
  station = opened;
  vi.stubEnv('XDG_DATA_HOME', state);
  vi.stubEnv('HOME', state);
  derived = await measured();
}, LIMIT_MS);

afterAll(async () => {
  vi.unstubAllEnvs();
  await lab?.close();
  await rm(root, { recursive: true, force: true });
});

async function written(name: string, content: object): Promise<string> {
  const path = join(root, `${name}.json`);
  await writeFile(path, JSON.stringify(content));
  return path;
}

/** The udid in other letters than the tunnel's, an older iOS than the phone has, and a memory limit that was measured once. */
function devicesFile(): Promise<string> {
  const { productType: model, chip, jetsamMiB } = profile;
  const memoryLimitMiB = { ...jetsamMiB, entitled: jetsamMiB.entitled + APART_MIB };
  const udid = station.udid.replace('-', '').toLowerCase();
  const { webDriverAgentUrl } = station;
  const phone = { kind: 'iphone', id: 'mine', name: 'iPhone 15', udid, model, chip, os: '26.0' };
  return written('devices', { devices: [{ ...phone, webDriverAgentUrl, memoryLimitMiB }] });
}

/** An app that is signed as its build.json says, under an id of its own. */
async function buildFile(name: string): Promise<string> {
  const cacheDir = join(root, 'cache');
  const { path: model } = await cachedModel({ preset: 'demo', type: 'Q8_0', seed: 1, cacheDir });
  const entitlements = [INCREASED_MEMORY_LIMIT];
  const named = { name, bundleId: `dev.heatsoak.${name}`, version: '1.0' };
  await writeIpa(join(root, `${name}.ipa`), { ...named, plantedEffects: { entitlements } });
  return written(name, { ...named, app: `${name}.ipa`, model, entitlements, engine: { backend: 'cpu' } });
}

const suiteFile = (): Promise<string> =>
  written('short', {
    ...{ id: 'short', title: 'Short', kind: 'burst' },
    cases: [
      {
        id: 'answers',
        prompt: { kind: 'synthetic', tokens: 16, seed: 1 },
        generateTokens: 8,
        repetitions: 2,
      },
    ],
  });

async function measured(): Promise<Derived> {
  const folders = { cache: join(root, 'cache'), leases: join(root, 'leases') };
  const planned = await plan(
    {
      ...{ suite: [await suiteFile()], devices: await devicesFile(), device: ['mine'] },
      ...{ baseline: await buildFile('before'), candidate: await buildFile('after') },
      ...{ blocks: 1, reference: false },
    },
    { folders },
  );
  const manifest = shortened(planned.manifest);
  const { signal } = new AbortController();
  const { path } = await performRun({
    ...{ manifest, signal, root: join(root, 'runs'), progress: () => undefined },
    leases: fileLeases(folders.leases),
    cooldown: planned.lab.cooldown,
    openLab: (folder) => openLab(manifest, planned.devices, signal, folder),
  });
  return derive(path);
}

/** One build, the other, and the first again; none is waited for as long as it was planned. */
const shortened = (manifest: Manifest): Manifest => ({
  ...manifest,
  sessions: manifest.sessions.map((session) => ({
    ...session,
    launches: session.launches
      .filter((_, index) => index !== 2)
      .map((launch) => ({ ...launch, estimatedSeconds: ESTIMATE_SECONDS })),
  })),
});

test('each launch is measured, by a udid in any letters', () => {
  expect(derived.measurement.launches.map(({ status }) => status)).toEqual([
    'complete',
    'complete',
    'complete',
  ]);
});

test('two ids are two apps: each is installed once, and the first is there when its turn comes again', () => {
  const [first, second, third] = derived.measurement.launches;
  expect(first?.planned.role).not.toBe(second?.planned.role);
  expect(third?.planned.role).toBe(first?.planned.role);
  expect(station.commands.filter(({ service }) => service === 'streaming_zip_conduit')).toHaveLength(2);
});

test('what build.json declares is held against the app, and the limit that it gives against the phone, with room for two readings', () => {
  const codes = derived.measurement.caveats.map(({ code }) => code);
  expect(codes).not.toContain('entitlement-lost');
  expect(codes).not.toContain('memory-limit-differs');
  expect(derived.measurement.launches.flatMap(({ faults }) => faults)).toEqual([]);
});

test('another iOS than devices.json says is told', () => {
  const told = derived.measurement.caveats.find(({ code }) => code === 'os-differs');
  expect(told?.message).toBe('iPhone 15 has iOS 26.1, devices.json says 26.0');
});
