/** What an engine or its agent may count for a trial, with the words for it: the known keys of `engineStats`. */
export const engineCounters = {
  promptEvalMs: "milliseconds for the prompt, by the engine's own timer",
  promptEvalTokens: 'prompt tokens that this timer is over',
  evalMs: "milliseconds for the generated tokens, by the engine's own timer",
  evalRuns: 'decode steps that this timer is over',
  cpuUs: 'processor time of the window, microseconds, as the agent reads it',
  chunks: 'pieces of text that a server sent',
  draftedTokens: 'tokens that were drafted for the model to check: speculative decoding',
  acceptedTokens: 'drafted tokens that the model accepted',
  roundTripUs: 'way to a server and back just after the trial, microseconds',
} as const satisfies Readonly<Record<string, string>>;

export type EngineCounter = keyof typeof engineCounters;

/** Counters of one trial; an engine names those that it has. */
export type EngineCounters = { [name in EngineCounter]?: number };

/** Names that older agents wrote. */
const formerNames: Readonly<Record<string, EngineCounter>> = { promptMs: 'promptEvalMs' };

const isCounter = (name: string): name is EngineCounter => Object.hasOwn(engineCounters, name);

/** The known counters of a `trial.finished` event, former names read as today's; other keys stay in the log alone. */
export function countersOf(engineStats: Readonly<Record<string, number>> | null): EngineCounters {
  const counters: EngineCounters = {};
  for (const [name, value] of Object.entries(engineStats ?? {})) {
    const today = Object.hasOwn(formerNames, name) ? formerNames[name] : name;
    if (today !== undefined && isCounter(today)) counters[today] = value;
  }
  return counters;
}

/** Keys of `engineStats` that no version of the protocol knows. */
export const unknownCounters = (engineStats: Readonly<Record<string, number>> | null): string[] =>
  Object.keys(engineStats ?? {}).filter((name) => !isCounter(name) && !Object.hasOwn(formerNames, name));
