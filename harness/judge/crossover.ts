import { median } from '../statistics/median.ts';

/** One measured case of one side: medians of its trials. */
export interface CaseSpeed {
  readonly promptTokens: number;
  /** Prompt submitted to first token. */
  readonly ttftMs: number;
  /** Between two tokens after the first. */
  readonly tokenMs: number;
}

/** Time of an answer as a line over the prompt's length: `fixedMs + perPromptTokenMs · p + perTokenMs · (g − 1)`. */
export interface SpeedLine {
  readonly fixedMs: number;
  readonly perPromptTokenMs: number;
  readonly perTokenMs: number;
  /** Shortest and longest prompt that the line was measured on. */
  readonly measured: readonly [number, number];
}

/** Robust line through the cases (Theil–Sen); null with fewer than two prompt lengths, whose slope nobody can know. */
export function speedLine(cases: readonly CaseSpeed[]): SpeedLine | null {
  const slopes = cases.flatMap((a, i) =>
    cases
      .slice(i + 1)
      .filter((b) => b.promptTokens !== a.promptTokens)
      .map((b) => (b.ttftMs - a.ttftMs) / (b.promptTokens - a.promptTokens)),
  );
  const perPromptTokenMs = median(slopes);
  const perTokenMs = median(cases.map((each) => each.tokenMs));
  if (perPromptTokenMs === null || perTokenMs === null) return null;
  const fixedMs = median(cases.map((each) => each.ttftMs - perPromptTokenMs * each.promptTokens)) ?? 0;
  const lengths = cases.map((each) => each.promptTokens);
  return { fixedMs, perPromptTokenMs, perTokenMs, measured: [Math.min(...lengths), Math.max(...lengths)] };
}

/** Milliseconds from the request to the last of `generateTokens` tokens. */
export function answerMs(line: SpeedLine, promptTokens: number, generateTokens: number): number {
  return line.fixedMs + line.perPromptTokenMs * promptTokens + line.perTokenMs * (generateTokens - 1);
}

/**
 * The server's line at another distance. A streamed answer pays the way there and back once: it stands in the time to the
 * first token only.
 */
export function atRoundTrip(server: SpeedLine, measuredMs: number, roundTripMs: number): SpeedLine {
  return { ...server, fixedMs: server.fixedMs - measuredMs + roundTripMs };
}

/** From which prompt length on the other side answers first. */
export interface Crossover {
  /** Who answers first: always one of them within the prompt's limits, or the server from a length on, or up to it. */
  readonly winner: 'server' | 'phone' | 'server-from' | 'server-until';
  /** The prompt length at which they change; null when one of them always wins. */
  readonly promptTokens: number | null;
  /** True where the crossing lies outside what either side was measured on. */
  readonly extrapolated: boolean;
}

/** Which side answers first, over prompt lengths from 1 to `longestPrompt`. */
export function crossover(
  phone: SpeedLine,
  server: SpeedLine,
  { generateTokens, longestPrompt }: { readonly generateTokens: number; readonly longestPrompt: number },
): Crossover {
  const lead = (promptTokens: number): number =>
    answerMs(phone, promptTokens, generateTokens) - answerMs(server, promptTokens, generateTokens);
  const [first, last] = [lead(1), lead(longestPrompt)];
  if (first > 0 === last > 0)
    return { winner: first > 0 ? 'server' : 'phone', promptTokens: null, extrapolated: false };
  const at = 1 + (first / (first - last)) * (longestPrompt - 1);
  const within = ({ measured }: SpeedLine): boolean => at >= measured[0] && at <= measured[1];
  return {
    winner: last > 0 ? 'server-from' : 'server-until',
    promptTokens: Math.ceil(at),
    extrapolated: !(within(phone) && within(server)),
  };
}

/** The round trip at which both answer at once; negative: the phone answers first even beside the server. */
export function breakEvenRoundTripMs(
  phone: SpeedLine,
  server: SpeedLine,
  measuredMs: number,
  lengths: { readonly promptTokens: number; readonly generateTokens: number },
): number {
  const beside = atRoundTrip(server, measuredMs, 0);
  const { promptTokens, generateTokens } = lengths;
  return answerMs(phone, promptTokens, generateTokens) - answerMs(beside, promptTokens, generateTokens);
}
