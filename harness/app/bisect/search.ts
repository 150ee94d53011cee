import { join } from 'node:path';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import {
  type Begun,
  type BisectEvent,
  bisectEvent,
  type Search,
  searchOf,
} from '../../history/bisect/journal.ts';
import { lossesOf } from '../../history/bisect/losses-of.ts';
import { BLOCKS_OF_ENDS, type Measure, nextStep } from '../../history/bisect/next-step.ts';
import { appendJsonLines, readJsonLines } from '../../store/json-lines.ts';
import { derive } from '../derive.ts';
import type { PerformedRun } from '../run.ts';

/** A step that is planned and not begun. */
export interface PlannedStep extends Pick<Begun, 'devices' | 'noise'> {
  readonly run: string;
  perform(): Promise<PerformedRun>;
}

/** How builds are measured. */
export interface Steps {
  /** Blocks of a build, by its place, against the good one; writes nothing. */
  plan(build: number, blocks: number): Promise<PlannedStep>;
  /** Goes on with a run that was begun before; null where its folder was never made. */
  goOn(run: string): Promise<PerformedRun | null>;
}

/** What is searched, and where the search is kept. */
export interface SearchRequest extends Pick<Begun, 'builds' | 'metric' | 'suite' | 'mostBlocks'> {
  readonly folder: string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly steps: Steps;
  /** Told before each step. */
  readonly say: (next: Measure, before: Search | null) => void;
}

/** Where a search stands after all that could be done now. */
export interface Searched {
  readonly search: Search;
  readonly interrupted: boolean;
}

const JOURNAL = 'bisect.jsonl';

/**
 * Step by step until what is believed says that it is enough. The journal is the state: whoever is killed goes on where it
 * stands, with the run that was under way.
 * @throws HeatsoakError `BISECT_OTHER`, and what planning and measuring throw
 */
export async function performSearch(request: SearchRequest): Promise<Searched> {
  for (;;) {
    const search = await readSearch(request.folder);
    if (search) mustBeTheSame(search, request);
    const step = search ? nextStep(search) : firstStep(request);
    if (search && (step.kind === 'ended' || request.signal.aborted))
      return { search, interrupted: step.kind !== 'ended' };
    if (step.kind === 'measure') await measure(request, search, step);
  }
}

/** Both ends come first: before that nothing is known. */
const firstStep = ({ builds }: SearchRequest): Measure => ({
  kind: 'measure',
  build: builds.length - 1,
  blocks: BLOCKS_OF_ENDS,
});

async function readSearch(folder: string): Promise<Search | null> {
  const { records } = await readJsonLines(
    join(folder, JOURNAL),
    (value) => bisectEvent.safeParse(value).data ?? null,
  );
  return searchOf(records);
}

/** A journal is of one search: its blocks say nothing of other builds. */
function mustBeTheSame({ begun }: Search, { builds, metric, suite, folder }: SearchRequest): void {
  if (begun.builds.join('\n') === builds.join('\n') && begun.metric === metric && begun.suite === suite)
    return;
  throw new HeatsoakError(
    'BISECT_OTHER',
    `${folder} holds the search of other builds, or by another metric`,
    {
      where: join(folder, JOURNAL),
      hint: 'name another folder with --out, or give the same builds, metric and suite to go on',
    },
  );
}

const append = ({ folder }: SearchRequest, event: BisectEvent): Promise<void> =>
  appendJsonLines(join(folder, JOURNAL), [event]);

/** One step: the run that is under way already, or a new one. */
async function measure(request: SearchRequest, search: Search | null, step: Measure): Promise<void> {
  const { steps, say } = request;
  const { pending = null } = search ?? {};
  const continued = pending && (await steps.goOn(pending.run));
  if (pending && continued) return record(request, pending.build, continued);
  say(step, search);
  const planned = await steps
    .plan(step.build, step.blocks)
    .catch((error: unknown) => passOver(request, step, error));
  if (!planned) return;
  if (!search) await begin(request, planned);
  await append(request, { type: 'planned', build: step.build, blocks: step.blocks, run: planned.run });
  await record(request, step.build, await planned.perform());
}

/** A build between the ends that cannot be made is passed over; without an end there is no search. */
async function passOver(request: SearchRequest, { build }: Measure, error: unknown): Promise<null> {
  if (build === request.builds.length - 1 || !(error instanceof HeatsoakError)) throw error;
  // What was interrupted says nothing of the build.
  if (request.signal.aborted) return null;
  await append(request, { type: 'unmeasurable', build, why: messageOf(error) });
  return null;
}

async function begin(request: SearchRequest, { devices, noise }: PlannedStep): Promise<void> {
  const { builds, metric, suite, mostBlocks, now } = request;
  const at = now().toISOString();
  await append(request, { type: 'begun', v: 1, at, builds, metric, suite, devices, noise, mostBlocks });
}

/** An interrupted run says nothing yet: the search goes on with it. */
async function record(request: SearchRequest, build: number, done: PerformedRun): Promise<void> {
  if (done.interrupted) return;
  const found = lossesOf(await derive(done.folder), request.metric);
  if ('losses' in found)
    return append(request, { type: 'measured', build, run: done.id, losses: [...found.losses] });
  if (build < request.builds.length - 1)
    return append(request, { type: 'unmeasurable', build, why: found.why });
  throw new HeatsoakError('BISECT_BUILDS', `the bad build cannot be measured: ${found.why}`, {
    where: done.folder,
    hint: 'look at the run with heatsoak report; then name another build with --bad and another folder with --out',
  });
}
