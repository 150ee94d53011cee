import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { download, downloadLimits } from '../../../models/supply/download.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { buildFile } from '../../experiment/build-file.ts';
import { sha256OfFile } from '../../files/digest.ts';
import { fileUnwritable } from '../../files/file-unwritable.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { readJson } from '../../files/read-json.ts';
import type { DigestOf } from '../../files/remembered-digest.ts';
import { writeDocument } from '../../files/write-whole.ts';
import { runBuildCommand } from '../../lab/build-command.ts';
import { keptArchive } from '../../store/baseline-store.ts';
import { readBuild } from '../plan/read-build.ts';

/** Where tonight's build comes from. */
export interface BuildSource {
  /** Path of its build.json. */
  readonly candidate: string;
  /** Makes it first, in the folder of build.json. */
  readonly candidateCommand?: string | undefined;
  /** Address of the app archive, and its hash; build.json says all else. */
  readonly candidateUrl?: string | undefined;
  readonly candidateSha256?: string | undefined;
}

/**
 * Makes or fetches tonight's build and checks it.
 * @param runs folder of the run folders; what is fetched is kept beside them by its hash
 * @returns the path of a build.json that can be measured, and the hash of its app
 * @throws HeatsoakError `USAGE`, `BUILD_COMMAND_FAILED`, `BUILD_HASH_DIFFERS`, `PULL_FAILED`, and those of a build.json
 */
export async function fetchBuild(
  source: BuildSource,
  { runs, digestOf, signal }: { runs: string; digestOf: DigestOf; signal: AbortSignal },
): Promise<{ candidate: string; sha256: string }> {
  const path = resolve(source.candidate);
  if (source.candidateCommand !== undefined)
    await runBuildCommand(source.candidateCommand, { folder: dirname(path), signal });
  const candidate = source.candidateUrl === undefined ? path : await withFetchedApp(path, source, runs);
  const { app } = await readBuild('candidate', candidate, undefined, digestOf);
  return { candidate, sha256: app.sha256 };
}

/** The same build.json with another app: beside the archive, which is kept by its hash. */
async function withFetchedApp(path: string, source: BuildSource, runs: string): Promise<string> {
  const { candidateUrl: url = '', candidateSha256: sha256 } = source;
  if (sha256 === undefined)
    throw new HeatsoakError('USAGE', 'a build that is fetched needs the hash of its archive', {
      hint: 'say --candidate-sha256, as shasum -a 256 App.ipa prints it',
    });
  const archive = keptArchive(runs, sha256);
  await makeFolder(dirname(archive));
  await fetchOnce(new URL(url), archive, sha256);
  const build = await readJson(path, buildFile, 'candidate build');
  const beside = archive.replace(/\.ipa$/, '.build.json');
  await writeDocument(beside, {
    ...build,
    app: basename(archive),
    model: resolve(dirname(path), build.model),
  });
  return beside;
}

async function fetchOnce(url: URL, archive: string, expected: string): Promise<void> {
  const there = await sha256OfFile(archive).catch(() => null);
  if (there?.sha256 === expected) return;
  const part = await download({
    ...{ url, token: null, partPath: join(dirname(archive), `${expected}.part`), limits: downloadLimits },
    reserve: async () => undefined,
    accept: () => undefined,
    progress: () => undefined,
    retrying: () => undefined,
    wait: (ms) => setTimeout(ms),
  });
  const { sha256 } = await sha256OfFile(part.path);
  if (sha256 !== expected) {
    await part.remove();
    throw new HeatsoakError(
      'BUILD_HASH_DIFFERS',
      `${url.href} has SHA-256 ${sha256}, expected was ${expected}`,
      {
        where: url.href,
      },
    );
  }
  await rm(`${part.path}.json`, { force: true });
  await rename(part.path, archive).catch((cause) => {
    throw fileUnwritable(archive, cause);
  });
}
