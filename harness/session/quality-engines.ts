import { openEngine } from '../agent/engines/open-engine.ts';
import type { Engine, LoadedModel } from '../agent/ports.ts';
import { within } from '../phone/within.ts';
import type { EngineSettings } from '../protocol/plan-file.ts';

/** An engine that still works at what was given up would be waited for as long as that takes. */
const CLOSE_LIMIT_MS = 60_000;

/** Engines that stay open from file to file. */
export class Engines {
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

  /** Every engine is closed, or given up. @throws what the first of them threw */
  async close(): Promise<void> {
    const late = (): Error => new Error(`an engine did not end within ${CLOSE_LIMIT_MS / 1000} s`);
    const closed = [...this.open.values()].map((opening) =>
      // One that could not be opened was a fault then.
      within(
        opening.then(
          (engine) => engine.close(),
          () => undefined,
        ),
        CLOSE_LIMIT_MS,
        late,
      ),
    );
    for (const each of await Promise.allSettled(closed)) if (each.status === 'rejected') throw each.reason;
  }

  private opened(key: string, settings: EngineSettings): Promise<Engine> {
    const engine = openEngine(settings);
    this.open.set(key, engine);
    return engine;
  }
}
