/** An input is there before the first step; memory of a `held` tensor (weights, caches) is not the graph's. */
type Kind = 'input' | 'held' | 'computed';

/** A value of llama.cpp's computation, by what decides its memory. */
export interface Tensor {
  readonly kind: Kind;
  readonly dims: readonly number[];
  /** 0 for a view, which has no memory of its own. */
  readonly bytes: number;
  readonly sources: readonly Tensor[];
  /** The tensor whose memory a view shows; never a view itself. */
  readonly viewOf: Tensor | null;
  /** Whether its numbers lie with gaps or in another order. */
  readonly isStrided: boolean;
  /** Whether ggml may compute it in the memory of a source. */
  readonly worksInPlace: boolean;
}

/** `size` in bytes a number. */
function tensor(
  kind: Kind,
  dims: readonly number[],
  size: number,
  sources: readonly Tensor[] = [],
  viewOf: Tensor | null = null,
  isStrided = false,
  worksInPlace = false,
): Tensor {
  const bytes = dims.reduce((all, dim) => all * dim, size);
  return { kind, dims, bytes, sources, viewOf, isStrided, worksInPlace };
}

const FLOAT = 4;

/**
 * A computation as ggml orders it (`ggml_build_forward_expand`): a step comes after all that it reads. Weights and caches are left out
 * where they are only read.
 */
export class ComputationGraph {
  readonly inputs: Tensor[] = [];
  readonly steps: Tensor[] = [];
  /** Results that are read from outside; their memory is never used again. */
  readonly outputs = new Set<Tensor>();
  private readonly visited = new Set<Tensor>();
  private readonly cache = tensor('held', [], 0);

  /** A value that is set from outside before each run; `size` in bytes a number. */
  input(dims: readonly number[], size = FLOAT): Tensor {
    return tensor('input', dims, size);
  }

  /** A step with new memory, in full precision unless `size` says otherwise. */
  compute(dims: readonly number[], sources: readonly Tensor[], size = FLOAT): Tensor {
    return tensor('computed', dims, size, sources);
  }

  /** A step number by number, which may take over the memory of a source. */
  inPlace(sources: readonly [Tensor, ...Tensor[]]): Tensor {
    return tensor('computed', sources[0].dims, FLOAT, sources, null, false, true);
  }

  /** The same numbers in another shape. */
  reshape(source: Tensor, dims: readonly number[]): Tensor {
    return tensor('computed', dims, 0, [source], source.viewOf ?? source, source.isStrided);
  }

  /** Some of the numbers, or all in another order. */
  slice(source: Tensor, dims: readonly number[]): Tensor {
    return tensor('computed', dims, 0, [source], source.viewOf ?? source, true);
  }

  /** A step that writes into a cache. */
  store(sources: readonly Tensor[]): void {
    this.expand(tensor('computed', [], 0, sources, this.cache));
  }

  /** Puts a step, and all that it needs, at the end of what is there. */
  expand(step: Tensor): void {
    if (this.visited.has(step)) return;
    this.visited.add(step);
    for (const source of step.sources) this.expand(source);
    if (step.kind === 'input') this.inputs.push(step);
    else this.steps.push(step);
  }
}
