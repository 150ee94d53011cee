import { createHash } from 'node:crypto';
import { access, cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDemoBuilds } from '../../harness/app/demo-builds.ts';
import { type PlannedRun, plan } from '../../harness/app/plan.ts';
import { run } from '../../harness/app/run.ts';
import { planVariants } from '../../harness/app/variants.ts';
import { cacheFolder } from '../../harness/files/package-home.ts';
import { scratchFolder } from '../../harness/files/scratch-folder.ts';
import type { Progress } from '../../harness/session/progress.ts';
import type { PageKind } from './page-kinds.ts';

/** Where runs are kept: their pages can be looked at again without measuring again. */
const keptRuns = join(cacheFolder(), 'pages');

/**
 * The folder of the kind's run: the kept one, or a new one through the real Appium server and the unmodified driver.
 * @param afresh measures in any case
 */
export async function keptRun(kind: PageKind, afresh: boolean): Promise<string> {
  const kept = join(keptRuns, `${kind.name}-${digestOf(kind)}`);
  if (afresh || !(await exists(kept))) await measure(kind, kept);
  return kept;
}

/** A kind that is described otherwise is another run. */
const digestOf = (kind: PageKind): string =>
  createHash('sha256').update(JSON.stringify(kind)).digest('hex').slice(0, 8);

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function measure(kind: PageKind, kept: string): Promise<void> {
  const scratch = await scratchFolder('pages');
  try {
    const planned = await plannedRun(kind, scratch.path);
    const ending = new AbortController();
    const ports = { progress: endingAfter(kind.endsAfter, ending), signal: ending.signal };
    const { folder } = await run(planned, { out: join(scratch.path, 'runs') }, ports);
    await rm(kept, { recursive: true, force: true });
    await cp(folder, kept, { recursive: true });
  } finally {
    await scratch.remove();
  }
}

async function plannedRun(kind: PageKind, folder: string): Promise<PlannedRun> {
  const { baseline, candidate } = await makeDemoBuilds(folder, cacheFolder(), kind.planted);
  const devices = await writeLab(folder, kind.phones);
  const place = { devices, blocks: kind.blocks, seed: 1 };
  if (kind.builds === 'variants') return planVariants({ ...place, build: [baseline, candidate] });
  return plan({
    ...place,
    suite: kind.soak ? ['quick', 'sustained'] : ['quick'],
    baseline,
    candidate: kind.builds === 'same' ? baseline : candidate,
    reference: false,
  });
}

/** Phones of several chips, named as a lab names them. */
const CHIPS = [
  ['A16', 'iPhone 15'],
  ['A19 Pro', 'iPhone 17 Pro'],
  ['A17 Pro', 'iPhone 15 Pro'],
  ['A18', 'iPhone 16'],
  ['A15', 'iPhone 14'],
] as const;

/** @returns the path of its devices.json */
async function writeLab(folder: string, phones: number): Promise<string> {
  const devices = Array.from({ length: phones }, (_, index) => {
    const [profile, name] = CHIPS[index % CHIPS.length] ?? CHIPS[0];
    const nth = Math.floor(index / CHIPS.length);
    return {
      ...{ kind: 'virtual', id: `phone-${index}`, profile, os: '26.1' },
      name: `Virtual ${name}${nth === 0 ? '' : ` no. ${nth + 1}`}`,
    };
  });
  const path = join(folder, 'devices.json');
  await writeFile(path, JSON.stringify({ devices, cooldown: { batteryCelsius: 27, limitSeconds: 1800 } }));
  return path;
}

/** Interrupts, as Ctrl-C does, once so many launches of all phones are done; at the first step where none shall be. */
function endingAfter(launches: number | null, ending: AbortController): Progress {
  const done = new Map<string, number>();
  return ({ device, launchesDone }) => {
    done.set(device, launchesDone);
    const all = [...done.values()].reduce((sum, each) => sum + each, 0);
    if (launches !== null && all >= launches) ending.abort(new Error('interrupted'));
  };
}
