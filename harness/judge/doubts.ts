import { z } from 'zod';
import { type Caveat, caveat } from '../measure/caveat.ts';

/** How much there is to doubt in a run, for a reader of one line. */
export const doubts = z.strictObject({
  /** Caveats of all kinds, but for what went as planned. */
  count: z.int(),
  /** Null without any. */
  worst: caveat.pick({ code: true, device: true, launch: true, message: true }).nullable(),
});
export type Doubts = z.infer<typeof doubts>;

/** Doubts of one kind. */
export interface DoubtKind {
  readonly code: string;
  readonly count: number;
  /** One of them. */
  readonly first: Caveat;
}

/** Told, and nothing to doubt: most runs end so. */
const AS_PLANNED: readonly string[] = ['stopped-early'];

/** What a build did wrong by itself is worse than a launch that is left out. */
const GRAVE: readonly string[] = ['app-died', 'output-differs'];

/** Worst first: what invalidates, what a build did wrong, what takes a launch out; among equals the kind that is there most often. */
export function doubtsOf(all: readonly Caveat[]): Doubts {
  const kinds = doubtKinds(all);
  const [worst] = kinds;
  if (!worst) return { count: 0, worst: null };
  const { code, device, launch, message } = worst.first;
  return {
    count: kinds.reduce((sum, { count }) => sum + count, 0),
    worst: { code, device, launch, message },
  };
}

/** The same kind by kind. */
export function doubtKinds(all: readonly Caveat[]): DoubtKind[] {
  const caveats = all.filter(({ code }) => !AS_PLANNED.includes(code));
  const often = new Map<string, number>();
  for (const { code } of caveats) often.set(code, (often.get(code) ?? 0) + 1);
  const sorted = [...caveats].sort(
    (a, b) => graveness(b) - graveness(a) || (often.get(b.code) ?? 0) - (often.get(a.code) ?? 0),
  );
  return [...often.keys()]
    .flatMap((code) => {
      const first = sorted.find((each) => each.code === code);
      return first ? [{ code, count: often.get(code) ?? 0, first }] : [];
    })
    .sort((a, b) => sorted.indexOf(a.first) - sorted.indexOf(b.first));
}

/** Nothing is concluded where it was found, or a build did it wrong by itself. */
export const isGrave = (caveat: Caveat): boolean => graveness(caveat) >= graveness(LEAST_GRAVE);
const LEAST_GRAVE = { code: 'app-died', invalidates: false, excludes: false };

function graveness({
  code,
  invalidates,
  excludes,
}: Pick<Caveat, 'code' | 'invalidates' | 'excludes'>): number {
  if (invalidates) return 3;
  if (GRAVE.includes(code)) return 2;
  return excludes ? 1 : 0;
}

/**
 * "3 doubts, worst: iphone-15 · quick-b0-p1: Low Power Mode was on"; null without any. What the headline says is not said twice.
 * @param headline that the sentence stands beside
 */
export function doubtSentence({ count, worst }: Doubts, headline: string): string | null {
  if (worst === null) return null;
  const where = [worst.device, worst.launch].filter((part) => part !== null).join(' · ');
  const said = where === '' ? worst.message : `${where}: ${worst.message}`;
  const told = isSaidIn(headline, worst.message) ? 'the reason of the verdict' : said;
  return count === 1 ? `1 doubt: ${told}` : `${count} doubts, worst: ${told}`;
}

/** A doubt that decides is the headline's reason, which leaves out the details behind the first colon. */
const isSaidIn = (headline: string, message: string): boolean =>
  headline.includes(message.split(': ')[0] ?? message);
