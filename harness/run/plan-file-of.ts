import type { Manifest, PlannedBuild, PlannedLaunch } from '../plan/manifest.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import { modelPath, type PlanFile } from '../protocol/plan-file.ts';

/** What the agent of one launch is told. The model's path is relative to Documents; a reference host gets its own path. */
export function planFileOf(
  manifest: Manifest,
  build: PlannedBuild,
  launch: PlannedLaunch,
  onHost = false,
): PlanFile {
  return {
    v: PROTOCOL_VERSION,
    launch: launch.id,
    seed: manifest.seed,
    model: {
      path: onHost ? build.model.path : modelPath(build.model),
      sha256: build.model.sha256,
      sizeBytes: build.model.sizeBytes,
    },
    engine: build.engine,
    steps: launch.steps,
    memoryIntervalMs: 100,
  };
}
