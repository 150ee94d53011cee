import type { JournalBody } from '../experiment/journal-event.ts';
import type { PlannedBuild } from '../experiment/manifest.ts';
import type { Step } from './plan/next-step.ts';
import type { SessionContext } from './session-context.ts';

/** Puts a build's app and model on the phone. In-place upgrades keep the model. */
export async function deployBuild(
  context: SessionContext,
  step: Extract<Step, { kind: 'deploy' }>,
): Promise<void> {
  const { build } = step;
  context.report.step(`installing ${build.name}`);
  await recorded(context, step, 'app', async () => {
    await context.phone.install(context.artefacts.pathOf(build.app));
    return 'done';
  });
  await recorded(context, step, 'model', () => pushModel(context, step));
}

type DeployEvent = JournalBody<'harness.deploy'>;

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
  { phone, artefacts, report, manifest, log }: SessionContext,
  { build, launch }: Extract<Step, { kind: 'deploy' }>,
): Promise<DeployEvent['outcome']> {
  const model = { ...build.model, path: artefacts.pathOf(build.model) };
  const progress = (sentBytes: number): void =>
    report.step(`sending the model of ${build.name}: ${Math.floor((100 * sentBytes) / model.sizeBytes)} %`);
  const pushed = await phone.pushModel(build.bundleId, model, progress, {
    keep: modelsOf(manifest.builds),
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
  });
  return pushed === 'skipped' ? 'already-there' : 'done';
}

/** Models that the run still needs are never removed for each other. */
const modelsOf = (builds: readonly PlannedBuild[]): string[] => builds.map(({ model }) => model.sha256);
