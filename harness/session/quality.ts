import { agreement } from '../agent/engines/agreement.ts';
import { openEngine } from '../agent/engines/open-engine.ts';
import type { Engine, LoadedModel } from '../agent/ports.ts';
import { promptIds } from '../agent/prompt-ids.ts';
import { messageOf } from '../errors/heatsoak-error.ts';
import type { Manifest, PlannedSource } from '../experiment/manifest.ts';
import { renderedSteps } from '../experiment/rendered-steps.ts';
import type { EngineSettings, PlanStep } from '../protocol/plan-file.ts';
import type { EventJournal } from '../store/event-journal.ts';
import { QUALITY_JOURNAL, type RunFolder } from '../store/run-folder.ts';
import type { Progress } from './progress.ts';

interface QualityRequest {
  readonly manifest: Manifest;
  readonly folder: RunFolder;
  readonly nowUs: () => number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
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
 * far they agree. What fails is a fault event; it never ends the run.
 */
export async function runQuality(request: QualityRequest): Promise<void> {
  const { source, builds } = request.manifest;
  if (!source) return;
  const journal = await request.folder.openJournal(QUALITY_JOURNAL, request.nowUs);
  const engines = new Engines();
  const total = builds.length + 1;
  const report = (message: string, launchesDone: number): void =>
    request.progress({ device: 'quality', message, launchesDone, launchesPlanned: total });
  try {
    report(`reading ${source.name}`, 0);
    const readings = await guarded(journal, () =>
      engines.withModel(source.path, source.engine, (model) =>
        readSource(model, chatSteps(request.manifest, source)),
      ),
    );
    for (const [index, build] of builds.entries()) {
      request.signal.throwIfAborted();
      report(`comparing ${build.name}`, index + 1);
      const { path } = build.model;
      const id = build.id ?? build.name;
      await guarded(journal, () =>
        engines.withModel(path, build.engine, (model) =>
          compare(model, readings ?? [], { journal, build: id, engine: build.engine.name }),
        ),
      );
    }
    report('finished', total);
  } finally {
    await engines.close();
    await journal.close();
  }
}

async function guarded<T>(journal: EventJournal, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    await journal.append({ type: 'fault', code: 'QUALITY_FAILED', message: messageOf(error), trial: null });
    return null;
  }
}

/** Engines stay open from file to file: one that is opened after another was closed logs to stderr. */
class Engines {
  private readonly open = new Map<string, Promise<Engine>>();

  async withModel<T>(
    path: string,
    settings: EngineSettings,
    work: (model: LoadedModel) => Promise<T>,
  ): Promise<T> {
    const key = `${settings.name}/${settings.backend}/${settings.threads}`;
    const engine = await (this.open.get(key) ?? this.opened(key, settings));
    const model = await engine.load(path, settings);
    try {
      return await work(model);
    } finally {
      await model.close();
    }
  }

  async close(): Promise<void> {
    const settled = await Promise.allSettled(this.open.values());
    for (const each of settled) if (each.status === 'fulfilled') await each.value.close();
  }

  private opened(key: string, settings: EngineSettings): Promise<Engine> {
    const engine = openEngine(settings);
    this.open.set(key, engine);
    return engine;
  }
}

interface ChatStep {
  readonly suite: string;
  readonly step: PlanStep;
}

/** Each chat case of the run once, in the order of its first launch, as the source reads it. */
function chatSteps({ sessions }: Manifest, source: PlannedSource): ChatStep[] {
  const seen = new Map<string, ChatStep>();
  for (const { suite, steps, kind } of sessions[0]?.launches ?? [])
    for (const step of renderedSteps(steps, source.chat, source.name))
      if (kind === 'burst' && step.prompt.kind === 'chat') seen.set(`${suite}/${step.case}`, { suite, step });
  return [...seen.values()];
}

async function readSource(model: LoadedModel, steps: readonly ChatStep[]): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const { suite, step } of steps) {
    const prompt = promptIds(step.prompt, 0, model);
    await model.clear();
    const answer: number[] = [];
    for await (const id of model.generate(prompt, step.generateTokens)) answer.push(id);
    const rows = await answerRows(model, prompt, answer);
    readings.push({ suite, case: step.case, prompt, answer, rows });
  }
  return readings;
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

async function compare(
  model: LoadedModel,
  readings: readonly Reading[],
  { journal, build, engine }: { journal: EventJournal; build: string; engine: string },
): Promise<void> {
  for (const { suite, case: name, prompt, answer, rows } of readings) {
    const own = await answerRows(model, prompt, answer);
    await journal.append({
      type: 'harness.quality',
      build,
      suite,
      case: name,
      promptTokens: prompt.length,
      sourceIds: [...answer],
      ...agreement(rows, own),
      engine,
    });
  }
}
