/** What start-time fair queueing knows: whose turn it is now, and how far each team's queue reaches. */
export interface FairState {
  /** Virtual time: the start tag of what is served now. */
  readonly now: number;
  /** Virtual time at which a team's last session ends; a team that never had one is absent. */
  readonly lastEnd: ReadonlyMap<string, number>;
}

/** A session that is to be queued. */
export interface FairRequest {
  readonly team: string;
  /** What it will take, min. */
  readonly minutes: number;
  /** A team of weight 2 gets twice the time of one of weight 1 while both wait. */
  readonly weight: number;
}

/**
 * Start tags for sessions in the order in which they came (start-time fair queueing, Goyal, Vin and Cheng 1996): each stands
 * behind its team's last one, and a team that was idle begins at the present, with no credit for the time before. Whoever has
 * the smallest tag is served first, so the queue's priority is the negative tag.
 */
export function fairTags(state: FairState, requests: readonly FairRequest[]): number[] {
  const lastEnd = new Map(state.lastEnd);
  return requests.map(({ team, minutes, weight }) => {
    const start = Math.max(state.now, lastEnd.get(team) ?? state.now);
    lastEnd.set(team, start + minutes / weight);
    return start;
  });
}

/** The queue takes whole numbers. */
export const priorityOf = (tag: number): number => -Math.round(tag);
