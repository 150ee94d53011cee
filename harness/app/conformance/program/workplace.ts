import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { presets } from '../../../../models/phi3.ts';
import { cachedModel } from '../../../../models/synthesise.ts';
import {
  type ProgramAgent,
  type ProgramLaunch,
  startProgramAgent,
} from '../../../agent/hosts/start-program.ts';
import { HeatsoakError } from '../../../errors/heatsoak-error.ts';
import { launchFolder, modelPath, type PlanFile, planPath } from '../../../protocol/plan-file.ts';
import { readLaunch } from '../read-launch.ts';
import type { EndedLaunch, LaunchPlace } from './launch-place.ts';

/** The program, its arguments, and what it works with. */
export interface WorkplaceOptions {
  readonly command: readonly [string, ...string[]];
  /** Empty folder that stands for the app's Documents. */
  readonly documents: string;
  /** Where models are kept from one time to the next. */
  readonly cacheDir: string;
  /** Longest that a launch may take, s. */
  readonly launchSeconds: number;
  readonly signal: AbortSignal;
  /** Called with the name of each launch that begins. */
  readonly report: (launch: string) => void;
}

/** A launch of the program that runs. */
export interface StartedLaunch {
  readonly name: string;
  readonly agent: ProgramAgent;
  /** Its log, as it grows. */
  readonly logPath: string;
  /** @throws HeatsoakError `AGENT_UNSTARTABLE`; the reason of the signal */
  readonly ended: Promise<EndedLaunch>;
}

/** The smallest model: a launch of it takes a second, and llama.cpp on this host says what it must answer. */
const PRESET = 'nano';

/** A folder like an app's Documents, with a model in it, in which a program is launched as an agent is on a phone. */
export class Workplace implements LaunchPlace {
  /** As a plan names it. */
  readonly model: PlanFile['model'];
  readonly vocabularySize = presets[PRESET].vocabulary;
  private readonly options: WorkplaceOptions;

  private constructor(options: WorkplaceOptions, model: PlanFile['model']) {
    this.options = options;
    this.model = model;
  }

  static async open(options: WorkplaceOptions): Promise<Workplace> {
    const { cacheDir, documents } = options;
    const { path, sha256, sizeBytes } = await cachedModel({
      preset: PRESET,
      type: 'Q4_0',
      seed: 1,
      cacheDir,
    });
    const place = modelPath({ sha256 });
    await mkdir(dirname(join(documents, place)), { recursive: true });
    await copyFile(path, join(documents, place));
    return new Workplace(options, { path: place, sha256, sizeBytes });
  }

  /** Where the model lies. */
  get modelFile(): string {
    return join(this.options.documents, this.model.path);
  }

  get signal(): AbortSignal {
    return this.options.signal;
  }

  get launchSeconds(): number {
    return this.options.launchSeconds;
  }

  /** A plan as it stands: a program that knows no llama.cpp on the processor says so. */
  adapted(plan: PlanFile): PlanFile {
    return plan;
  }

  /** Launches the program. @param plan text of its `plan.json`, whole or broken on purpose */
  async start(
    name: string,
    plan: string,
    limits: Pick<ProgramLaunch, 'mostFileBytes' | 'body'> = {},
  ): Promise<StartedLaunch> {
    const { command, documents, launchSeconds, signal, report } = this.options;
    signal.throwIfAborted();
    report(name);
    const folder = join(documents, launchFolder(name));
    // An agent appends to the log that it finds: one of an earlier time would stand before this one.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(documents, planPath(name)), plan);
    const agent = startProgramAgent({
      ...{ command, documents, launch: name, planPath: join(documents, planPath(name)) },
      ...{ limitMs: launchSeconds * 1000, ...limits },
    });
    signal.addEventListener('abort', agent.kill, { once: true });
    const ended = this.endOf(name, folder, agent);
    // Whoever started it may still look at its log when it ends.
    ended.catch(() => undefined);
    return { name, agent, logPath: join(folder, 'events.jsonl'), ended };
  }

  /** Launches the program and waits for its end. */
  async run(...launch: Parameters<Workplace['start']>): Promise<EndedLaunch> {
    return (await this.start(...launch)).ended;
  }

  private async endOf(name: string, folder: string, agent: ProgramAgent): Promise<EndedLaunch> {
    const { signal, command } = this.options;
    const end = await agent.finished;
    signal.removeEventListener('abort', agent.kill);
    signal.throwIfAborted();
    if (end.code === null && end.signal === null)
      throw new HeatsoakError('AGENT_UNSTARTABLE', `${command[0]} cannot be started: ${end.lastWords}`, {
        where: command[0],
      });
    return { name, end, files: await readLaunch(folder, this.vocabularySize) };
  }
}
