import type { PlannedBuild } from '../experiment/manifest.ts';
import type { Phone } from '../phone/phone.ts';
import type { EventJournal } from '../store/event-journal.ts';

interface SessionContext {
  readonly phone: Phone;
  readonly journal: EventJournal;
  installed: PlannedBuild | null;
}

/** Puts a build's app and model on the phone, unless it is the one that is there. In-place upgrades keep the model. */
export async function deployBuild(
  context: SessionContext,
  build: PlannedBuild,
  report: (message: string) => void,
): Promise<void> {
  if (context.installed === build) return;
  report(`installing ${build.name}`);
  const installing = performance.now();
  await context.phone.install(build.app.path);
  await context.journal.append({
    type: 'harness.deploy',
    build: build.name,
    artefact: 'app',
    sha256: build.app.sha256,
    sizeBytes: build.app.sizeBytes,
    durationMs: performance.now() - installing,
    outcome: 'done',
  });
  const pushing = performance.now();
  const pushed = await context.phone.pushModel(build.bundleId, build.model, (sentBytes) =>
    report(`sending the model of ${build.name}: ${Math.floor((100 * sentBytes) / build.model.sizeBytes)} %`),
  );
  await context.journal.append({
    type: 'harness.deploy',
    build: build.name,
    artefact: 'model',
    sha256: build.model.sha256,
    sizeBytes: build.model.sizeBytes,
    durationMs: performance.now() - pushing,
    outcome: pushed === 'skipped' ? 'already-there' : 'done',
  });
  context.installed = build;
}
