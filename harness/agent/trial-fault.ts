/** A trial failed, but the next one may work: the way to a server, not the model. It becomes a fault event. */
export class TrialFault extends Error {
  override readonly name = 'TrialFault';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
