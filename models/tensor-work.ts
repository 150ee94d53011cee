/** Long work: reports after every tensor how many of how many are written; a signal ends it. */
export interface TensorWork {
  readonly onTensor?: (done: number, all: number) => void;
  readonly signal?: AbortSignal;
}
