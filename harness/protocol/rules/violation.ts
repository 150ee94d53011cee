/** A place where a launch breaks a rule. */
export interface Violation {
  /** Of `events.jsonl`, from 1; null where it is the log as a whole, or another file. */
  readonly line: number | null;
  /** What is wrong there, in words that name what was found. */
  readonly words: string;
}
