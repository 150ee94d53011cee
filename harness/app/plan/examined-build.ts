import type { PlannedBuild } from '../../experiment/manifest.ts';
import type { ExaminedBuild } from '../../lab/doctor/phone.ts';
import { readArchiveFacts } from './archive-facts.ts';

/** Builds as the doctor's checks ask them; one whose archive is not on this host is left out. */
export const examinedBuilds = (builds: readonly PlannedBuild[]): ExaminedBuild[] =>
  builds.flatMap(({ name, bundleId, app, model, entitlements }) => {
    const { path } = app;
    if (path === undefined) return [];
    let read: ReturnType<ExaminedBuild['archive']> | undefined;
    return [
      {
        ...{ name, bundleId, entitlements },
        appBytes: app.sizeBytes,
        modelBytes: model.sizeBytes,
        modelSha256: model.sha256,
        archive: () => {
          read ??= readArchiveFacts(path);
          return read;
        },
      },
    ];
  });
