/** Which of the command line's exit codes an error ends with. */
export type ErrorKind =
  | 'usage'
  | 'install'
  | 'host'
  | 'device'
  | 'incomparable'
  /** A check that was asked for says no, as NO-GO does. */
  | 'rejected'
  /** A whole night measured nothing. */
  | 'unmeasured'
  | 'interrupted'
  | 'internal';

/** What the register says of one code. */
export interface Code {
  readonly kind: ErrorKind;
  /** What is wrong, in one sentence without the case at hand. */
  readonly meaning: string;
  /** What to do next. */
  readonly remedy: string;
}
