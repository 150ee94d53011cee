import { join } from 'node:path';
import { type ArtefactPaths, artefactPaths, pathsIn } from '../experiment/artefacts.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { readUserText } from '../files/read-user-file.ts';

/** Stands beside the manifest; a run folder that came from another host may lack it, or has paths of that host. */
export const ARTEFACTS = 'artefacts.json';

/** Where this host has the files of a run: as `artefacts.json` says, else as a manifest of an early version did. */
export async function readArtefacts(folder: string, manifest: Manifest): Promise<ArtefactPaths> {
  const text = await readUserText(join(folder, ARTEFACTS)).catch(() => '{}');
  return { ...pathsIn(manifest), ...(artefactPaths.safeParse(parsed(text)).data ?? {}) };
}

/** A damaged file knows no path; the artefact that is then missing is named by whoever wants it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
