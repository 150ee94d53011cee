import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { PlannedBuild } from '../experiment/manifest.ts';
import type { Step } from './plan/next-step.ts';
import type { FileDigest, SessionContext } from './session-context.ts';

/** Puts a build's app and model on the phone. In-place upgrades keep the model. */
export async function deployBuild(
  context: SessionContext,
  step: Extract<Step, { kind: 'deploy' }>,
): Promise<void> {
  const { build } = step;
  context.report.step(`installing ${build.name}`);
  await installApp(context, step);
  await recorded(context, step, 'model', () => pushModel(context, step));
}

type DeployEvent = JournalBody<'harness.deploy'>;

/**
 * Installs the archive that was planned, and no other: it may have been built anew since. Appium reads the file while it
 * installs, so that only its hash before and after says what is on the phone now.
 * @throws HeatsoakError `APP_REPLACED`; the journal says which archive was found
 */
async function installApp(
  { phone, artefacts, digest, log }: SessionContext,
  { build, launch }: Extract<Step, { kind: 'deploy' }>,
): Promise<void> {
  const archive = artefacts.pathOf(build.app);
  const startedAt = performance.now();
  let found: FileDigest = build.app;
  let outcome: DeployEvent['outcome'] = 'failed';
  try {
    found = await digest(archive);
    mustBe(build.app.sha256, found, archive);
    await phone.install(archive);
    outcome = 'done';
    found = await digest(archive);
  } finally {
    await log.append({
      type: 'harness.deploy',
      ...{ build: build.name, launch: launch.id, artefact: 'app', outcome },
      ...{ sha256: found.sha256, sizeBytes: found.sizeBytes, durationMs: performance.now() - startedAt },
    });
  }
  mustBe(build.app.sha256, found, archive);
}

function mustBe(planned: string, { sha256 }: FileDigest, archive: string): void {
  if (sha256 === planned) return;
  throw new HeatsoakError(
    'APP_REPLACED',
    `${archive} is another archive than was planned: its SHA-256 is ${sha256}, planned was ${planned}`,
    { where: archive, hint: 'put the planned archive back and resume the run, or plan a new one' },
  );
}

/** Writes what came of it, also when nothing did. */
async function recorded(
  { log }: SessionContext,
  { build, launch }: Extract<Step, { kind: 'deploy' }>,
  artefact: DeployEvent['artefact'],
  work: () => Promise<DeployEvent['outcome']>,
): Promise<void> {
  const startedAt = performance.now();
  const write = (outcome: DeployEvent['outcome']): Promise<void> => {
    const { sha256, sizeBytes } = build[artefact];
    const durationMs = performance.now() - startedAt;
    return log.append({
      type: 'harness.deploy',
      build: build.name,
      launch: launch.id,
      artefact,
      sha256,
      sizeBytes,
      durationMs,
      outcome,
    });
  };
  const outcome = await work().catch(async (error: unknown) => {
    await write('failed');
    throw error;
  });
  await write(outcome);
}

async function pushModel(
  { phone, artefacts, report, manifest, log, planned }: SessionContext,
  { build, launch }: Extract<Step, { kind: 'deploy' }>,
): Promise<DeployEvent['outcome']> {
  const model = { ...build.model, path: artefacts.pathOf(build.model) };
  const progress = (sentBytes: number): void =>
    report.step(`sending the model of ${build.name}: ${Math.floor((100 * sentBytes) / model.sizeBytes)} %`);
  const pushed = await phone
    .pushModel(build.bundleId, model, progress, {
      keep: modelsOf(manifest.builds),
      budgetBytes: planned.device.modelsBytes,
      onRemoved: (removed) =>
        log.append({
          type: 'harness.deploy',
          build: build.name,
          launch: launch.id,
          artefact: 'model',
          ...removed,
          durationMs: 0,
          outcome: 'removed',
        }),
    })
    .catch((error: unknown) => {
      throw notInstalled(build, error);
    });
  return pushed === 'skipped' ? 'already-there' : 'done';
}

/** It was installed a moment ago: a phone that does not have it refused it without a word. */
const notInstalled = ({ name, bundleId }: PlannedBuild, error: unknown): unknown =>
  error instanceof HeatsoakError && error.code === 'APP_NOT_INSTALLED'
    ? new HeatsoakError(
        'INSTALL_REFUSED',
        `the phone said that it installed ${name}, and does not have ${bundleId}`,
        {
          hint: 'restart the phone; look for the bundle id and the signature of the .ipa: heatsoak build inspect',
          cause: error,
        },
      )
    : error;

/** Models that the run still needs are never removed for each other. */
const modelsOf = (builds: readonly PlannedBuild[]): string[] => builds.map(({ model }) => model.sha256);
