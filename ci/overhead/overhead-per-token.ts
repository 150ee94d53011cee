import type { Counted } from './callgrind.ts';

/** The agent and the bare loop on the same work. */
export interface CountedPair {
  readonly tokens: number;
  readonly agent: Omit<Counted, 'stdout'>;
  readonly bare: Omit<Counted, 'stdout'>;
}

/** Memory is read every 100 ms: at 10 ms a token, the fastest that the limit is meant for, with one token in ten. */
const SAMPLES_PER_TOKEN = 0.1;

/**
 * Instructions a token of the agent beyond the bare loop, from few tokens and many: all starts and ends alike. The sampler goes by
 * the clock, and valgrind is slow: what other threads do is counted a sample, and put back at the rate that it has on a phone.
 */
export function overheadPerToken(few: CountedPair, many: CountedPair): number {
  const { otherThreads, callsByOthers } = many.agent;
  if (callsByOthers === 0) throw new Error('no sample was taken, so that its cost is unknown');
  const beyond = ({ agent, bare }: CountedPair): number => agent.mainThread - bare.mainThread;
  return (
    (beyond(many) - beyond(few)) / (many.tokens - few.tokens) +
    SAMPLES_PER_TOKEN * (otherThreads / callsByOthers)
  );
}
