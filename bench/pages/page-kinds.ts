import type { Planted } from '../../harness/app/demo-builds.ts';
import type { AnswerWord } from '../../reports/verdict-badge.ts';

/** A kind of page, and the run of the virtual lab that has it. */
export interface PageKind {
  /** Its folder's name. */
  readonly name: string;
  readonly phones: 2 | 10;
  /** What the page must say. */
  readonly word: AnswerWord;
  /** `same`: the baseline against itself; `variants`: both builds side by side, without a question. */
  readonly builds: 'two' | 'same' | 'variants';
  /** What the candidate does badly. */
  readonly planted: Planted;
  /** ABBA blocks a phone; of variants, launches of each build. */
  readonly blocks: number;
  /** Begun launches of all phones after which the run is interrupted; null: it goes on to its end. */
  readonly endsAfter: number | null;
  /** With ten minutes of load, so that the page has its curves. */
  readonly soak: boolean;
}

const whole = { phones: 2, builds: 'two', planted: {}, endsAfter: null, soak: false } as const;
const slower = { decodeSlowdownPercent: 8 };
/** So many prove that nothing changed, on each of ten phones more; a loss is seen in fewer, and a death or a wrong answer in the first. */
const [TO_PASS, TO_PASS_ON_TEN, TO_FIND, TO_SEE] = [4, 8, 3, 1];

/** Of each kind the smallest run that has it. */
export const pageKinds: readonly PageKind[] = [
  { ...whole, name: 'go', word: 'GO', blocks: TO_PASS, soak: true },
  { ...whole, name: 'no-go', word: 'NO-GO', planted: slower, blocks: TO_FIND, soak: true },
  { ...whole, name: 'crash', word: 'NO-GO', planted: { crashAtTrial: 2 }, blocks: TO_SEE },
  {
    ...whole,
    ...{ name: 'wrong-output', word: 'NO-GO', planted: { wrongTokens: { share: 0.1 } }, blocks: TO_SEE },
  },
  {
    ...whole,
    ...{ name: 'low-power-mode', word: 'INVALID', blocks: TO_SEE },
    planted: { mistakes: { lowPowerModeAtTrial: 1 } },
  },
  { ...whole, name: 'interrupted', word: 'INVALID', blocks: TO_PASS, endsAfter: 6 },
  { ...whole, name: 'empty', word: 'INVALID', blocks: TO_SEE, endsAfter: 0 },
  { ...whole, name: 'same-build', word: 'INCONCLUSIVE', builds: 'same', blocks: TO_SEE },
  {
    ...whole,
    ...{ name: 'variants', word: 'MEASURED', builds: 'variants', blocks: 2 },
    // Within what a plan expects of the file that the builds name, as a file of its own would be.
    planted: { weightsBytes: 2.8e9, scoreLossNats: 0.02 },
  },
  { ...whole, name: 'no-go-ten', phones: 10, word: 'NO-GO', planted: slower, blocks: TO_FIND, soak: true },
  { ...whole, name: 'go-ten', phones: 10, word: 'GO', blocks: TO_PASS_ON_TEN },
  { ...whole, name: 'crash-ten', phones: 10, word: 'NO-GO', planted: { crashAtTrial: 2 }, blocks: TO_SEE },
];
