import { z } from 'zod';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Manifest, PlannedBuild } from './manifest.ts';

/** `artefacts.json` of a run folder: SHA-256 → path on the host that planned the run. It is of no meaning elsewhere. */
export const artefactPaths = z.record(z.string(), z.string());
export type ArtefactPaths = z.infer<typeof artefactPaths>;

/** The files of a run on this host. A manifest names them by hash alone. */
export interface Artefacts {
  /** @throws HeatsoakError `ARTEFACT_UNKNOWN` when this host does not have it */
  pathOf(artefact: { readonly sha256: string; readonly name?: string | undefined }): string;
}

/** The files of these paths. */
export function artefactsAt(paths: ArtefactPaths): Artefacts {
  return {
    pathOf({ sha256, name }) {
      const path = paths[sha256];
      if (path !== undefined) return path;
      throw new HeatsoakError(
        'ARTEFACT_UNKNOWN',
        `this host has no file ${name ?? ''} with the SHA-256 ${sha256}`,
        { hint: 'put the file back and name its path in artefacts.json of the run folder' },
      );
    },
  };
}

/** The paths in a manifest that was just planned, or that an early version wrote. */
export function pathsIn(manifest: Pick<Manifest, 'builds' | 'source'>): ArtefactPaths {
  const files = [
    ...manifest.builds.flatMap(({ app, model }) => [app, model]),
    ...(manifest.source ? [manifest.source] : []),
  ];
  return Object.fromEntries(
    files.flatMap(({ sha256, path }) => (path === undefined ? [] : [[sha256, path] as const])),
  );
}

/** The manifest as it is written: what was measured, and not where its files lay. */
export function withoutPaths(manifest: Manifest): Manifest {
  const { source } = manifest;
  return {
    ...manifest,
    builds: manifest.builds.map(buildWithoutPaths),
    ...(source ? { source: withoutPath(source) } : {}),
  };
}

const buildWithoutPaths = (build: PlannedBuild): PlannedBuild => ({
  ...build,
  app: withoutPath(build.app),
  model: withoutPath(build.model),
});

const withoutPath = <T extends { readonly path?: string | undefined }>({ path: _path, ...rest }: T) => rest;
