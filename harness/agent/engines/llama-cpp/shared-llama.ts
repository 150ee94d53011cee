import { setImmediate } from 'node:timers/promises';
import type { Llama } from 'node-llama-cpp';
import { HeatsoakError, messageOf } from '../../../errors/heatsoak-error.ts';
import type { EngineSettings } from '../../../protocol/plan-file.ts';

type NodeLlamaCpp = typeof import('node-llama-cpp');

/** llama.cpp as every engine of this process shares it. */
export interface SharedLlama {
  readonly llama: Llama;
  /** Version of node-llama-cpp. */
  readonly version: string;
}

/**
 * One instance for each backend, open until the process ends: the binding has one logger for the whole process, and one
 * that is set after another was replaced or disposed is switched off, so that llama.cpp prints on stdout. What takes
 * memory are models and contexts, which their users close.
 */
const instances = new Map<'cpu' | 'auto', Promise<SharedLlama>>();

/**
 * llama.cpp for a backend, loaded when it is first asked for.
 * @throws HeatsoakError `ENGINE_MISSING` when node-llama-cpp or its library is not there
 */
export async function sharedLlama({ backend, threads }: EngineSettings): Promise<SharedLlama> {
  const key = backend === 'cpu' ? 'cpu' : 'auto';
  const shared = await (instances.get(key) ?? remember(key, threads));
  // Each context says how many threads it wants; the limit must not be that of whoever came first.
  shared.llama.maxThreads = Math.max(shared.llama.maxThreads, threads);
  return shared;
}

function remember(key: 'cpu' | 'auto', threads: number): Promise<SharedLlama> {
  // In turn: two that are created at a time would both replace the logger.
  const earlier = Promise.allSettled(instances.values());
  const created = earlier.then((settled) => create(key, threads, settled.length > 0));
  instances.set(key, created);
  created.catch(() => instances.delete(key));
  return created;
}

async function create(key: 'cpu' | 'auto', threads: number, isFurther: boolean): Promise<SharedLlama> {
  const { getLlama, getModuleVersion, LlamaLogLevel } = await importEngine();
  const llama = await getLlama({
    gpu: key === 'cpu' ? false : 'auto',
    build: 'never',
    maxThreads: threads,
    logLevel: LlamaLogLevel.info,
    logger: (_level, line) => void listening?.push(line),
  });
  if (isFurther) await setLoggerAgain(llama);
  return { llama, version: await getModuleVersion() };
}

/** The logger that was replaced switches the new one off when it is finalised, which takes a turn of the event loop. */
async function setLoggerAgain(llama: Llama): Promise<void> {
  for (let turn = 0; turn < TURNS_TO_FINALISE; turn++) await setImmediate();
  const { _bindings, _onAddonLog } = llama as unknown as {
    _bindings?: { setLogger?(logger: unknown): void };
    _onAddonLog?: unknown;
  };
  _bindings?.setLogger?.(_onAddonLog);
}
const TURNS_TO_FINALISE = 3;

async function importEngine(): Promise<NodeLlamaCpp> {
  try {
    return await import('node-llama-cpp');
  } catch (cause) {
    throw new HeatsoakError('ENGINE_MISSING', `llama.cpp cannot be loaded: ${messageOf(cause)}`, {
      hint: 'npm install node-llama-cpp; it needs no compiler',
      cause,
    });
  }
}

/** Where lines go while somebody listens; else they are dropped. */
let listening: string[] | null = null;
let lastWork: Promise<unknown> = Promise.resolve();

/**
 * Does work, and gives the lines that llama.cpp logged meanwhile. One work at a time: a line does not say whose it is.
 * @param isWhole whether the lines that matter are all there; they come over from llama.cpp's own thread some turns of
 *   the event loop later, or never
 */
export function withLog<T>(
  work: () => Promise<T>,
  isWhole: (lines: readonly string[]) => boolean,
): Promise<{ readonly result: T; readonly lines: readonly string[] }> {
  const done = lastWork.then(async () => {
    const lines: string[] = [];
    listening = lines;
    try {
      const result = await work();
      for (let waitedMs = 0; waitedMs < LONGEST_LOG_DELAY_MS && !isWhole(lines); waitedMs++)
        await new Promise((resolve) => setTimeout(resolve, 1));
      return { result, lines };
    } finally {
      listening = null;
    }
  });
  lastWork = done.catch(() => undefined);
  return done;
}
const LONGEST_LOG_DELAY_MS = 50;
