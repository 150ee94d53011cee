import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { CRASH_REPORTS, journalKeepers } from '../experiment/run-files.ts';
import type { JobPlan } from '../experiment/seal.ts';
import { bundleOf, mergeIntoRun } from '../session/bundle-files.ts';
import type { SessionBundle } from '../session/plan/bundle.ts';
import { joinPlans } from '../session/plan/join-plans.ts';
import { readManifestFile } from '../store/read-manifest.ts';
import { createRunFolder, readRun } from '../store/run-folder.ts';
import { SUPERSEDED } from '../store/run-inputs.ts';
import { sealRun } from '../store/seal-run.ts';

/**
 * Joins what several hosts measured into one run folder: runs of one experiment on different phones, or copies of one run of
 * which each host measured a part. Of copies the session counts that measured most; the others lie beside it, never scored.
 * @param runs the hosts' run folders, in any order; they stay as they are
 * @param out folder in which the joined run's folder is made
 * @returns the joined run's folder
 * @throws HeatsoakError `RUNS_UNLIKE`, `RUN_UNREADABLE`, `RUN_FOLDER`; `BUNDLE_CHANGED` when a run is not as it was sealed
 */
export async function mergeRuns(runs: readonly string[], out = 'merged'): Promise<string> {
  const parts = await Promise.all([...new Set(runs.map((run) => resolve(run)))].map(readPart));
  const whole = joinPlans(parts.map(({ manifest }) => manifest));
  const folder = await createRunFolder(resolve(out), whole);
  const bundles = parts.flatMap((part) =>
    part.bundles.map((bundle): SessionBundle => ({ ...bundle, run: whole.run })),
  );
  await mergeIntoRun(
    folder,
    bundles,
    parts.flatMap(({ plans }) => plans),
  );
  for (const { path } of parts)
    for (const evidence of [CRASH_REPORTS, SUPERSEDED])
      await cp(join(path, evidence), join(folder.path, evidence), { recursive: true, force: false }).catch(
        unlessMissing,
      );
  await sealRun(folder.path, whole.run);
  return folder.path;
}

/** One host's run folder. */
interface Part {
  readonly path: string;
  readonly manifest: Manifest;
  readonly bundles: readonly SessionBundle[];
  /** By which its sessions were measured. */
  readonly plans: readonly JobPlan[];
}

async function readPart(path: string): Promise<Part> {
  const { manifest, digest } = await readManifestFile(path);
  mustBeWhole(path, (await readRun(path)).sealing.findings);
  const keepers = journalKeepers(manifest);
  const bundles = await Promise.all(keepers.map((device) => bundleOf(path, device)));
  return {
    path,
    manifest,
    bundles: bundles.filter(({ journal, launches }) => journal !== '' || launches.length > 0),
    plans: keepers.map((device) => ({ device, ...digest })),
  };
}

/** The new seal must not hide what became of a part. */
function mustBeWhole(
  path: string,
  findings: readonly { readonly kind: string; readonly path: string; readonly decides: boolean }[],
): void {
  const found = findings.find(({ decides }) => decides);
  if (!found) return;
  throw new HeatsoakError(
    'BUNDLE_CHANGED',
    `${path} is not as it was sealed: ${found.path} was ${found.kind}`,
    { where: join(path, found.path), hint: 'copy the run folder again from the host that measured it' },
  );
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
