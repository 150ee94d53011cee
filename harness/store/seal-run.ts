import { join } from 'node:path';
import { isSameFile } from '../experiment/file-digest.ts';
import { type JobPlan, SEAL, type Seal } from '../experiment/seal.ts';
import { writeWhole } from '../files/write-whole.ts';
import { readRun } from './run-folder.ts';
import { inputDigests } from './run-inputs.ts';
import { noPast, openSeal, readSeal, sealText, writeSeal } from './seal-file.ts';
import type { SigningKey } from './signing-key.ts';

/**
 * Takes the seal off a run that is gone on with. What had become of its inputs by then is written down first: the next seal
 * is over the files as they are, and must not hide it.
 * @param jobs plans of sessions that are about to be merged into it
 * @returns the seal that it had, or null
 * @throws HeatsoakError `FILE_UNWRITABLE`, `RUN_UNREADABLE`
 */
export async function unsealRun(folder: string, jobs: readonly JobPlan[] = []): Promise<Seal | null> {
  const { manifest, sealing } = await readRun(folder);
  const { seal } = await readSeal(folder);
  const before = typeof seal === 'object' ? seal : null;
  const renewed = before === null ? 0 : before.renewed + (before.state === 'sealed' ? 1 : 0);
  const late = before?.late ?? sealing.state === 'never';
  const found = sealing.findings.filter(({ decides }) => decides);
  const known = [...(before?.jobs ?? []), ...jobs];
  const past = { renewed, late, found, jobs: known.filter((job, i) => known.findIndex(isSame(job)) === i) };
  await writeSeal(folder, openSeal(manifest.run, past), 'keep');
  return before;
}

/**
 * Seals all inputs of a run as they are now. Where nothing was added since it was unsealed, it has its seal of before.
 * @param before what `unsealRun` returned
 * @throws HeatsoakError `FILE_UNWRITABLE`, `RUN_UNREADABLE`
 */
export async function sealRun(
  folder: string,
  run: string,
  { before = null, key }: { readonly before?: Seal | null; readonly key?: SigningKey | undefined } = {},
): Promise<void> {
  const { seal: lying } = await readSeal(folder);
  const open = openSeal(run, typeof lying === 'object' ? lying : noPast);
  const digests = await inputDigests(folder);
  const files = [...digests].map(([path, { sha256, sizeBytes }]) => ({ sha256, sizeBytes, path }));
  const now: Seal = { ...open, state: 'sealed', files };
  if (before !== null && isSameSeal(before, now) && (!key || before.signedBy?.publicKey === key.publicKey))
    await writeWhole(join(folder, SEAL), sealText(before));
  else await writeSeal(folder, now, key ?? 'none');
}

const isSame =
  (job: JobPlan) =>
  (other: JobPlan): boolean =>
    job.device === other.device && isSameFile(job, other);

/** Whether both say the same of the same files. */
const isSameSeal = (before: Seal, now: Seal): boolean =>
  before.state === 'sealed' &&
  before.found.length === now.found.length &&
  before.jobs.length === now.jobs.length &&
  before.files.length === now.files.length &&
  before.files.every((file, i) => {
    const other = now.files[i];
    return other?.path === file.path && isSameFile(file, other);
  });
