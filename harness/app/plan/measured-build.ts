import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modelArtefact } from '../../../models/artefact.ts';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import type { BuildRole, LocalBuild, Manifest, PlannedLaunch } from '../../experiment/manifest.ts';
import { type Suite, suiteFile } from '../../experiment/suite.ts';
import { sha256OfFile } from '../../files/digest.ts';
import type { DigestOf } from '../../files/remembered-digest.ts';
import type { MeasuredBuild } from '../../history/confirm-plan.ts';
import { promptSetOf } from '../../judge/prompt-set.ts';
import { keptArchive } from '../../store/baseline-store.ts';
import { readArtefacts } from '../../store/read-artefacts.ts';
import { readManifest } from '../../store/read-manifest.ts';

/**
 * The build that a run measured as its candidate, from the files that this host has of it.
 * @param digestOf hashes one file; default: reads it
 * @throws HeatsoakError `BUILD_GONE` when they are not there any more, or are others
 */
export async function measuredBuild(
  root: string,
  build: MeasuredBuild,
  role: BuildRole,
  digestOf: DigestOf = sha256OfFile,
): Promise<LocalBuild> {
  const folder = join(root, build.run);
  const manifest = await readManifest(folder);
  const planned = manifest.builds.find((each) => each.role === 'candidate' && each.app.sha256 === build.app);
  if (!planned) throw gone(build, `its manifest names no such candidate`);
  const paths = await readArtefacts(folder, manifest);
  const { app, model } = planned;
  // What was built over since may have been kept as a baseline.
  const kept = keptArchive(root, app.sha256);
  const archive = existsSync(kept) ? kept : paths[app.sha256];
  return {
    ...planned,
    role,
    app: { ...app, path: await unchanged(build, archive, app, digestOf) },
    // A model of several files is named by all of them, as when it was planned.
    model: {
      ...model,
      path: await unchanged(build, paths[model.sha256], model, (path) => modelArtefact(path, digestOf)),
    },
  };
}

async function unchanged(
  build: MeasuredBuild,
  path: string | undefined,
  artefact: { readonly sha256: string },
  digestOf: DigestOf,
): Promise<string> {
  if (path === undefined) throw gone(build, `this host has no file ${artefact.sha256}`);
  const { sha256 } = await digestOf(path).catch((cause) => {
    throw gone(build, `${path}: ${messageOf(cause)}`);
  });
  if (sha256 === artefact.sha256) return path;
  throw gone(build, `${path} is another file now: its SHA-256 is ${sha256}`);
}

const gone = (build: MeasuredBuild, why: string): HeatsoakError =>
  new HeatsoakError('BUILD_GONE', `the build ${build.name} of run ${build.run} is gone: ${why}`, {
    hint: 'put the files back, or compare by hand: heatsoak run --candidate new.json --baseline old.json',
  });

/**
 * The suite as a run measured it, whatever became of its file.
 * @throws HeatsoakError `SUITE_NOT_REPEATABLE` when the cases would not come out the same
 */
export async function measuredSuite(root: string, run: string, suite: string): Promise<Suite> {
  const manifest = await readManifest(join(root, run));
  const launches = launchesOf(manifest, suite);
  const [first] = launches;
  if (!first) throw notRepeatable(run, suite, 'the run has no launch of it');
  const seconds = first.steps[0]?.forSeconds ?? null;
  const recovery = first.steps[0]?.recovery;
  return suiteFile.parse({
    id: suite,
    title: suite,
    kind: first.kind,
    ...(seconds === null ? {} : { soakSeconds: seconds }),
    ...(recovery ? { recovery } : {}),
    cases: [...first.steps]
      .sort((a, b) => (a.case < b.case ? -1 : 1))
      .map((step) => ({
        id: step.case,
        prompt: step.prompt,
        generateTokens: step.generateTokens,
        repetitions: step.repetitions,
        ...(step.score ? { score: true } : {}),
      })),
  });
}

/** Says whether a plan asks the very same cases as a run that was measured. */
export async function mustAskTheSame(
  root: string,
  run: string,
  planned: Manifest,
  suite: string,
): Promise<void> {
  const before = launchesOf(await readManifest(join(root, run)), suite);
  if (promptSetOf(before) === promptSetOf(launchesOf(planned, suite))) return;
  throw notRepeatable(run, suite, 'this version of Heatsoak would plan other steps');
}

const launchesOf = (manifest: Manifest, suite: string): PlannedLaunch[] =>
  manifest.sessions.flatMap(({ launches }) => launches.filter((launch) => launch.suite === suite));

const notRepeatable = (run: string, suite: string, why: string): HeatsoakError =>
  new HeatsoakError('SUITE_NOT_REPEATABLE', `the suite ${suite} of run ${run} cannot be repeated: ${why}`, {
    hint: 'compare by hand: heatsoak run --candidate new.json --baseline old.json',
  });
