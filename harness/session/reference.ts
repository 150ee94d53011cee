import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startReferenceAgent } from '../agent/hosts/start-agent.ts';
import { messageOf } from '../errors/heatsoak-error.ts';
import type { Artefacts } from '../experiment/artefacts.ts';
import { buildOf } from '../experiment/build-of.ts';
import type { FileDigest } from '../experiment/file-digest.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { Manifest, PlannedLaunch } from '../experiment/manifest.ts';
import { planFileOf, serverPlanFile } from '../experiment/plan-file-of.ts';
import { referenceLog } from '../experiment/run-files.ts';
import { sha256OfFile } from '../files/digest.ts';
import type { ColdProbe } from '../lab/cold-probe.ts';
import { readLog } from '../protocol/read-log.ts';
import { least } from '../statistics/extremes.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { journalOfPieces, keepPieces, type Vocabularies } from './keep-pieces.ts';
import { stateOf } from './plan/state.ts';
import type { Progress } from './progress.ts';

interface ReferenceRequest {
  readonly manifest: Manifest;
  readonly folder: RunFolder;
  readonly artefacts: Artefacts;
  readonly vocabularies?: Vocabularies | undefined;
  readonly nowUs: () => number;
  /** Where this host's cold probe is kept; without it the host's fitness is not checked. */
  readonly coldProbe?: ColdProbe | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Longest that a reference launch may take beyond its estimate: a busy host is slow, not lost. */
const LIMIT_FACTOR = 10;
const LEAST_LIMIT_SECONDS = 120;

/**
 * The same cases on this host, one child process a launch. A failure is an event; it never ends the run. Launches that
 * have their end in the journal are not measured again.
 */
export async function runReference(request: ReferenceRequest): Promise<void> {
  const { reference } = request.manifest;
  if (!reference) return;
  const journal = await request.folder.openJournal(reference.device.id, request.nowUs);
  try {
    const { ended } = stateOf(journal.before);
    const log = journalOfPieces(journal);
    for (const [index, launch] of reference.launches.entries()) {
      if (ended.has(launch.id)) continue;
      request.signal.throwIfAborted();
      request.progress({
        device: reference.device.id,
        message: `measuring ${launch.id}`,
        launchesDone: index,
        launchesPlanned: reference.launches.length,
      });
      const outcome = await runOne(request, launch);
      await keepTexts({ ...request, log }, launch);
      await journal.append({ type: 'harness.launch', launch: launch.id, ...outcome });
    }
    request.progress({
      device: reference.device.id,
      message: 'finished',
      launchesDone: reference.launches.length,
      launchesPlanned: reference.launches.length,
    });
  } finally {
    await journal.close();
  }
}

function hostPlan({ manifest, artefacts }: ReferenceRequest, launch: PlannedLaunch) {
  const server = manifest.servers?.find((each) => each.id === launch.build);
  if (server) return serverPlanFile(manifest, server, launch);
  const build = buildOf(manifest, launch);
  return planFileOf(manifest, build, launch, artefacts.pathOf(build.model));
}

type Outcome = Omit<JournalBody<'harness.launch'>, 'type' | 'launch'>;

async function runOne(request: ReferenceRequest, launch: PlannedLaunch): Promise<Outcome> {
  try {
    const folder = await request.folder.referenceFolder(launch.id);
    const plan = join(folder, 'plan.json');
    const probe = request.coldProbe ? { probe: { coldUs: await request.coldProbe.read() } } : {};
    await writeFile(plan, JSON.stringify({ ...hostPlan(request, launch), ...probe }));
    const outcome = await runAgent(plan, launch, request.signal);
    await keepProbes(folder, request.coldProbe);
    return { ...outcome, log: await digestOf(join(folder, 'events.jsonl')) };
  } catch (error) {
    // No agent ran: what was missing may be there when the run is gone on with.
    return { outcome: 'interrupted', message: messageOf(error) };
  }
}

/** Null where the agent left no log. */
const digestOf = (log: string): Promise<FileDigest | null> => sha256OfFile(log).catch(() => null);

async function runAgent(plan: string, launch: PlannedLaunch, abort: AbortSignal): Promise<Outcome> {
  const limitMs = Math.max(LEAST_LIMIT_SECONDS, launch.estimatedSeconds * LIMIT_FACTOR) * 1000;
  const agent = startReferenceAgent(plan, limitMs);
  abort.addEventListener('abort', agent.kill, { once: true });
  // It may have been interrupted while the plan was written: then no event comes any more.
  if (abort.aborted) agent.kill();
  const { code, signal, lastWords, isLate } = await agent.finished;
  abort.removeEventListener('abort', agent.kill);
  if (code === 0) return { outcome: 'finished', message: null };
  if (isLate) return { outcome: 'timed-out', message: `stopped after ${limitMs / 1000} s` };
  if (abort.aborted) return { outcome: 'interrupted', message: messageOf(abort.reason) };
  return {
    outcome: 'crashed',
    message: `the reference agent ended with ${signal ?? `code ${code}`} ${lastWords}`.trim(),
  };
}

type KeptTexts = ReferenceRequest & Pick<Parameters<typeof keepPieces>[0], 'log'>;

/** A server's answer is text and has no ids. */
async function keepTexts(request: KeptTexts, launch: PlannedLaunch): Promise<void> {
  const { manifest, folder } = request;
  if (manifest.servers?.some(({ id }) => id === launch.build)) return;
  const events = await readFile(join(folder.path, referenceLog(launch.id))).catch(() => Buffer.of());
  await keepPieces(request, buildOf(manifest, launch).model, events);
}

/** A time that cannot be kept is measured again by the next run: it is no fault of this launch. */
async function keepProbes(folder: string, coldProbe: ColdProbe | undefined): Promise<void> {
  const log = readLog(await readFile(join(folder, 'events.jsonl'), 'utf8').catch(() => ''));
  const durations = log.events.flatMap((event) => (event.type === 'probe' ? [event.durationUs] : []));
  const fastest = least(durations);
  if (fastest !== null) await coldProbe?.keep(fastest).catch(() => undefined);
}
