/** Long work: told after every tensor how many are written, of how many; ended by a signal. */
export interface TensorWork {
  readonly onTensor?: (done: number, all: number) => void;
  readonly signal?: AbortSignal;
}
