import type { Launch } from './launch.ts';
import { placeOf } from './sorted-place.ts';
import { placeOfToken } from './token-place.ts';

/** All that the run says of one token, and of the phone at that moment. */
export interface TokenFacts {
  readonly role: string;
  /** Since the token before it; of a first token, since its prompt. */
  readonly ms: number;
  /** Null of a first token: it belongs to prefill. */
  readonly medianMs: number | null;
  /** Its place in the answer from 0, and how many tokens the answer has. */
  readonly token: number;
  readonly tokens: number;
  /** Null where the engine returned text only; the text null where the run does not say what the id writes. */
  readonly id: number | null;
  readonly text: string | null;
  readonly case: string;
  /** From 0, in the order in which the launch ran them. */
  readonly trial: number;
  readonly isScored: boolean;
  readonly second: number;
  readonly state: string;
  /** Charged memory as last read before the token; null where nothing was read. */
  readonly memoryMiB: number | null;
}

export function tokenFacts(launch: Launch, index: number): TokenFacts | null {
  const { trial, token } = placeOfToken(launch, index);
  const own = launch.trials[trial];
  const second = launch.tokenSeconds[index];
  if (!own || second === undefined) return null;
  const id = own.ids?.[token] ?? null;
  return {
    role: launch.timeline.role,
    ms: msOfToken(launch, index),
    medianMs: token === 0 ? null : (launch.medianMs[index] ?? null),
    token,
    tokens: own.entries,
    id,
    text: id === null ? null : launch.textOf(id),
    case: own.case,
    trial,
    isScored: own.scored,
    second,
    state: stateAt(launch, second),
    memoryMiB: memoryAt(launch, second),
  };
}

/** ms since the token before; of the first one of an answer, since its prompt. */
export function msOfToken(launch: Launch, index: number): number {
  const { trial, token } = placeOfToken(launch, index);
  const { startSecond = 0, firstSecond = 0 } = launch.trials[trial] ?? {};
  return token === 0 ? (firstSecond - startSecond) * 1000 : (launch.tokenMs[index] ?? 0);
}

const stateAt = ({ timeline: { thermal } }: Launch, second: number): string =>
  thermal.findLast(({ tUs }) => tUs <= second * 1e6)?.state ?? 'unknown';

function memoryAt({ memorySeconds, memoryMiB }: Launch, second: number): number | null {
  const after = placeOf(memorySeconds, second);
  const at = memorySeconds[after] === second ? after : after - 1;
  return memoryMiB[at] ?? null;
}
