import type { Finding } from './finding.ts';
import type { CheckId } from './policy.ts';

/**
 * When a check is made: `always`, also before each run; `doctor`, when somebody asks for an examination; `long`, when they
 * asked for one that takes minutes.
 */
export type Occasion = 'always' | 'doctor' | 'long';

/** One question about the host, or about a phone and the way to it. */
export interface Check<Subject> {
  readonly id: CheckId;
  /** What holds where it is good, in a few words. */
  readonly says: string;
  /** The exact command, or the switch on the phone, that mends it. */
  readonly mend: string;
  /** Checks that must hold before this one can be asked. */
  readonly after: readonly CheckId[];
  readonly asked: Occasion;
  /** True where a virtual phone has nothing that could be asked. */
  readonly ofHardware?: true;
  /** False where there is nothing to ask about, such as an app where no build is named. */
  concerns?(subject: Subject): boolean;
  /** Longest time of the whole check, s; ten where it is not given. */
  readonly limitSeconds?: number;
  /** Throws when it could not ask: that is no answer, and never a good one. */
  examine(subject: Subject): Promise<Finding>;
}

/** What a check said, with what that does. */
export interface Examined {
  readonly check: CheckId;
  /** Id of the phone; null where it is about the host. */
  readonly device: string | null;
  readonly found: Finding['found'];
  readonly severity: 'block' | 'warn' | 'note';
  /** Of `unknown`: whether it was asked. */
  readonly reason?: 'unanswered' | 'not-asked' | undefined;
  readonly says: string;
  /** Null where nothing is to be mended. */
  readonly mend: string | null;
}

/** Whether a run may not begin with this. */
export const blocks = ({ found, severity }: Examined): boolean => found === 'bad' && severity === 'block';

/** Whether the lab is not known to be fit: what blocks, and what would and did not answer. */
export const isOpen = (examined: Examined): boolean =>
  blocks(examined) || (examined.severity === 'block' && examined.reason === 'unanswered');
