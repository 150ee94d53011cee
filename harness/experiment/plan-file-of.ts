import { PROTOCOL_VERSION } from '../protocol/event.ts';
import { modelPath, type PlanFile } from '../protocol/plan-file.ts';
import type { Manifest, PlannedBuild, PlannedLaunch, PlannedServer } from './manifest.ts';
import { memoryLimitBytes } from './memory-limit.ts';
import { renderedSteps, unrenderedSteps } from './rendered-steps.ts';

/**
 * The plan that the agent of one launch gets, with its chat prompts rendered.
 * @param hostModel where a reference host has the model; else the path is relative to the phone's Documents
 */
export function planFileOf(
  manifest: Manifest,
  build: PlannedBuild,
  launch: PlannedLaunch,
  hostModel?: string,
): PlanFile {
  return {
    v: PROTOCOL_VERSION,
    launch: launch.id,
    run: manifest.run,
    seed: manifest.seed,
    model: {
      path: hostModel ?? modelPath(build.model),
      sha256: build.model.sha256,
      sizeBytes: build.model.sizeBytes,
      ...(build.model.files ? { files: build.model.files.map(({ name }) => name) } : {}),
    },
    engine: build.engine,
    steps: renderedSteps(launch.steps, build.chat, build.name),
    ...expectedOf(manifest, build, launch),
    memoryIntervalMs: 100,
    // Without the fixed work before its trials nothing but the phone's own word says that a launch began cool; a host is
    // asked for it by whoever knows the host's cold time.
    ...(hostModel === undefined ? { probe: { coldUs: null } } : {}),
  };
}

/** The memory limit that the phone gives to this build, where the lab knows it. */
function expectedOf(
  manifest: Manifest,
  build: PlannedBuild,
  launch: PlannedLaunch,
): Pick<PlanFile, 'expected'> {
  const device = manifest.sessions.find(({ launches }) => launches.includes(launch))?.device;
  const limit = memoryLimitBytes(device, build);
  return limit === null ? {} : { expected: { memoryLimitBytes: limit } };
}

/** The plan for a server: the same steps, and no model file, since nobody can read a server's. */
export function serverPlanFile(manifest: Manifest, server: PlannedServer, launch: PlannedLaunch): PlanFile {
  return {
    v: PROTOCOL_VERSION,
    launch: launch.id,
    run: manifest.run,
    seed: manifest.seed,
    model: { path: server.engine.url ?? server.name, sha256: null, sizeBytes: null },
    engine: server.engine,
    steps: unrenderedSteps(launch.steps),
    memoryIntervalMs: 100,
  };
}
