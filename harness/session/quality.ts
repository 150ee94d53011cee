import { agreement } from '../agent/engines/agreement.ts';
import type { LoadedModel } from '../agent/ports.ts';
import { promptIds } from '../agent/prompt-ids.ts';
import { messageOf } from '../errors/heatsoak-error.ts';
import type { Artefacts } from '../experiment/artefacts.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { Manifest, PlannedBuild, PlannedSource } from '../experiment/manifest.ts';
import type { PlannedStep } from '../experiment/planned-step.ts';
import { renderedSteps } from '../experiment/rendered-steps.ts';
import { QUALITY_JOURNAL } from '../experiment/run-files.ts';
import { within } from '../phone/within.ts';
import type { EventJournal } from '../store/event-journal.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { Progress } from './progress.ts';
import { Engines } from './quality-engines.ts';

interface QualityRequest {
  readonly manifest: Manifest;
  readonly folder: RunFolder;
  readonly artefacts: Artefacts;
  readonly nowUs: () => number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Longest that one file may take; default: what a very slow host would need. */
  readonly limitSeconds?: number;
}

/** A text of a chat case, its ids, and what the source says after it. */
interface Reading {
  readonly suite: string;
  readonly case: string;
  readonly prompt: readonly number[];
  readonly answer: readonly number[];
  /** One row a position of the answer. */
  readonly rows: readonly Float32Array[];
}

/**
 * Runs the source and every variant's own file on this host, teacher-forced on the source's greedy answers, and writes how
 * far they agree. What fails is a fault event; it never ends the run. Cases that the journal has are not compared again.
 * @throws the reason of the signal, after the case under way
 */
export async function runQuality(request: QualityRequest): Promise<void> {
  const { source, builds } = request.manifest;
  if (!source) return;
  const journal = await request.folder.openJournal(QUALITY_JOURNAL, request.nowUs);
  const engines = new Engines();
  const cases = chatSteps(request.manifest);
  const known = comparedIn(journal);
  const isCompared = (build: PlannedBuild): boolean =>
    cases.every(({ suite, step }) => known.has(keyOf(idOf(build), suite, step.case)));
  const report = (message: string, launchesDone: number): void =>
    request.progress({ device: 'quality', message, launchesDone, launchesPlanned: builds.length + 1 });
  try {
    if (builds.every(isCompared)) return;
    report(`reading ${source.name}`, 0);
    const work = { ...request, journal, engines, known };
    const readings = await guarded(work, source.name, (own) => readSource(own, source, report));
    // Without the source's answers there is nothing to compare a variant with.
    if (readings === null) return;
    for (const [index, build] of builds.entries()) {
      if (isCompared(build)) continue;
      report(`comparing ${build.name}`, index + 1);
      await guarded(work, build.name, (own) => compare(own, build, readings));
    }
    report('finished', builds.length + 1);
  } finally {
    await engines
      .close()
      .catch((error: unknown) => journal.append(failed(error)))
      .finally(() => journal.close());
  }
}

const idOf = (build: PlannedBuild): string => build.id ?? build.name;
const keyOf = (build: string, suite: string, name: string): string => JSON.stringify([build, suite, name]);

/** Every build and case that the journal has. */
const comparedIn = ({ before }: EventJournal): ReadonlySet<string> =>
  new Set(
    before.flatMap((event) =>
      event.type === 'harness.quality' ? [keyOf(event.build, event.suite, event.case)] : [],
    ),
  );

interface QualityWork extends QualityRequest {
  readonly journal: EventJournal;
  readonly engines: Engines;
  /** Builds and cases that are not compared again. */
  readonly known: ReadonlySet<string>;
}

const failed = (error: unknown): JournalBody<'fault'> => ({
  type: 'fault',
  code: 'QUALITY_FAILED',
  message: messageOf(error),
  trial: null,
});

/** Loading a model of many gigabytes from a slow disk. */
const LEAST_LIMIT_SECONDS = 900;
/** A busy host of two cores reads or writes a token of the largest models in less. */
const SECONDS_PER_TOKEN = 5;

/** How long one file may take over these cases, s. A character of a question is counted as a token. */
const limitSecondsFor = (cases: readonly ChatStep[]): number =>
  cases.reduce(
    (sum, { step: { prompt, generateTokens } }) =>
      sum + SECONDS_PER_TOKEN * ((prompt.kind === 'chat' ? prompt.text.length : 0) + generateTokens),
    LEAST_LIMIT_SECONDS,
  );

/** A model that fails, or takes too long, is a fault, and the next one is still compared; an interruption ends the phase. */
async function guarded<T>(
  work: QualityWork,
  name: string,
  task: (work: QualityWork) => Promise<T>,
): Promise<T | null> {
  const { journal, signal, limitSeconds = limitSecondsFor(chatSteps(work.manifest)) } = work;
  signal.throwIfAborted();
  const givenUp = new AbortController();
  const late = (): Error => {
    const error = new Error(`${name} was given up after ${limitSeconds} s`);
    // What an engine is at cannot be stopped; it is the last that it does for this file.
    givenUp.abort(error);
    return error;
  };
  try {
    const own = { ...work, signal: AbortSignal.any([signal, givenUp.signal]) };
    return await within(task(own), limitSeconds * 1000, late);
  } catch (error) {
    signal.throwIfAborted();
    await journal.append(failed(error));
    return null;
  }
}

interface ChatStep {
  readonly suite: string;
  readonly step: PlannedStep;
}

/** Each chat case of the run once, in the order of its first launch. */
function chatSteps({ sessions }: Manifest): ChatStep[] {
  const seen = new Map<string, ChatStep>();
  for (const { suite, steps, kind } of sessions[0]?.launches ?? [])
    for (const step of steps)
      if (kind === 'burst' && step.prompt.kind === 'chat') seen.set(`${suite}/${step.case}`, { suite, step });
  return [...seen.values()];
}

function readSource(
  { engines, artefacts, manifest, signal }: QualityWork,
  source: PlannedSource,
  report: (message: string, done: number) => void,
): Promise<Reading[]> {
  const steps = chatSteps(manifest);
  return engines.withModel(artefacts.pathOf(source), source.engine, async (model) => {
    const readings: Reading[] = [];
    for (const { suite, step } of steps) {
      signal.throwIfAborted();
      report(`reading ${source.name}: ${step.case}`, 0);
      const [asRead] = renderedSteps([step], source.chat, source.name);
      const prompt = asRead?.prompt.kind === 'chat' ? promptIds(asRead.prompt, 0, model) : [];
      await model.clear();
      const answer: number[] = [];
      for await (const id of model.generate(prompt, step.generateTokens)) {
        signal.throwIfAborted();
        answer.push(id);
      }
      const rows = await answerRows(model, prompt, answer);
      readings.push({ suite, case: step.case, prompt, answer, rows });
    }
    return readings;
  });
}

/** The distributions that stand before each id of the answer. */
async function answerRows(
  model: LoadedModel,
  prompt: readonly number[],
  answer: readonly number[],
): Promise<Float32Array[]> {
  const rows = await model.score([...prompt, ...answer.slice(0, -1)]);
  return rows.slice(prompt.length - 1);
}

function compare(
  { engines, artefacts, journal, known, signal }: QualityWork,
  build: PlannedBuild,
  readings: readonly Reading[],
): Promise<void> {
  return engines.withModel(artefacts.pathOf(build.model), build.engine, async (model) => {
    for (const { suite, case: name, prompt, answer, rows } of readings) {
      signal.throwIfAborted();
      if (known.has(keyOf(idOf(build), suite, name))) continue;
      const own = await answerRows(model, prompt, answer);
      await journal.append({
        type: 'harness.quality',
        build: idOf(build),
        suite,
        case: name,
        promptTokens: prompt.length,
        sourceIds: [...answer],
        ...agreement(rows, own),
        engine: build.engine.name,
      });
    }
  });
}
