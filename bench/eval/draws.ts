import { createRandom, type Random, seedOf } from '../../harness/statistics/random.ts';

const at = process.argv.indexOf('--seeds-from');
/** 0: the draws that every change is compared by. Others were seen by nobody who chose a constant. */
export const seedsFrom = at < 0 ? 0 : Number(process.argv[at + 1]);

/** The random numbers of one part of the evaluation: equal for equal seeds and names, others with `--seeds-from`. */
export const drawsOf = (seed: number, what: string): Random => createRandom(seedOf(seed + seedsFrom, what));
