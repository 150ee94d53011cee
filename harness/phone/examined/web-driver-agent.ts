/** WebDriverAgent answers in milliseconds; one that is starved of memory takes a connection and says nothing. */
const LIMIT_MS = 5000;

/** What WebDriverAgent says of itself. */
export interface AgentStatus {
  readonly version: string | null;
  /** Of whoever drives the phone now; null: nobody. */
  readonly session: string | null;
}

interface Answer {
  readonly value?: unknown;
  readonly sessionId?: unknown;
}

/** Asks a WebDriverAgent that runs, without a session: none that somebody has is ended by it. */
export function webDriverAgentAt(url: string) {
  const get = async (path: string): Promise<Answer> => {
    const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(LIMIT_MS) });
    return (await response.json()) as Answer;
  };
  return {
    async status(): Promise<AgentStatus> {
      const { value, sessionId } = await get('/status');
      const { build, ready } = (value ?? {}) as { build?: { version?: unknown }; ready?: unknown };
      if (ready !== true) throw new Error('it answers, and is not ready');
      return {
        version: typeof build?.version === 'string' ? build.version : null,
        session: typeof sessionId === 'string' ? sessionId : null,
      };
    },
    isLocked: async (): Promise<boolean> => (await get('/wda/locked')).value === true,
    /** The words of an alert; null: none is in front. */
    async alert(): Promise<string | null> {
      const { value } = await get('/alert/text');
      if (typeof value === 'string') return value;
      const { error } = (value ?? {}) as { error?: unknown };
      if (value === null || error === 'no such alert') return null;
      throw new Error(`it says ${String(error)}`);
    },
  };
}
