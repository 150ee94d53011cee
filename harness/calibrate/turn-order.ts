import type { contenders } from './calibration-document.ts';

type ContenderName = (typeof contenders)[number];

/**
 * A B B A, and B A A B: A is Heatsoak, B are the two processes of llama-bench. In each both sides stand equally late on
 * average, so that a drift of the host cancels; over all four so do the two llama-benches, which are the control.
 */
const orders: readonly (readonly ContenderName[])[] = [
  ['heatsoak', 'llama-bench', 'llama-bench again', 'heatsoak'],
  ['llama-bench again', 'heatsoak', 'heatsoak', 'llama-bench'],
  ['heatsoak', 'llama-bench again', 'llama-bench', 'heatsoak'],
  ['llama-bench', 'heatsoak', 'heatsoak', 'llama-bench again'],
];

/** Turns that one slot takes. */
export const TURNS_IN_SLOT = 4;

/** Who takes its turn after whom in a slot; the orders go round from slot to slot. */
export const turnOrder = (slot: number): readonly ContenderName[] => orders[slot % orders.length] ?? [];
