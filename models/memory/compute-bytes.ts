import { FreeBlocks } from './free-blocks.ts';
import type { ComputationGraph, Tensor } from './graph.ts';

/** What ggml keeps of a tensor while it goes through the steps. */
interface Use {
  readers: number;
  views: number;
  offset: number | null;
}

/**
 * The buffer that ggml reserves for a computation, bytes: its allocator (`ggml_gallocr_alloc_graph_impl` of ggml-alloc.c) step by step,
 * with all memory in one buffer, as where one backend computes everything.
 */
export function computeBytes(graph: ComputationGraph): number {
  const memory = new GraphMemory(graph);
  for (const input of graph.inputs) memory.place(input);
  for (const step of graph.steps) memory.count(step);
  for (const step of graph.steps) {
    memory.place(step);
    for (const source of step.sources) memory.release(source);
  }
  return memory.blocks.peakBytes;
}

class GraphMemory {
  readonly blocks = new FreeBlocks();
  private readonly uses = new Map<Tensor, Use>();
  private readonly outputs: ReadonlySet<Tensor>;

  constructor(graph: ComputationGraph) {
    this.outputs = graph.outputs;
  }

  count(step: Tensor): void {
    if (step.viewOf) this.use(step.viewOf).views++;
    for (const source of step.sources) this.use(source).readers++;
  }

  place(tensor: Tensor): void {
    const use = this.use(tensor);
    if (use.offset !== null || tensor.viewOf || tensor.kind === 'held') return;
    use.offset = this.takeOver(tensor) ?? this.blocks.take(tensor.bytes);
  }

  /** The memory of a source that nobody else will read, for a step that works in place. ggml takes none from a view. */
  private takeOver(tensor: Tensor): number | null {
    if (!tensor.worksInPlace) return null;
    for (const source of tensor.sources) {
      const use = this.use(source);
      const { offset } = use;
      if (offset === null || this.outputs.has(source) || !isSameLayout(tensor, source)) continue;
      if (use.readers !== 1 || use.views !== 0) continue;
      use.offset = null;
      this.blocks.shrink(offset, source.bytes, tensor.bytes);
      return offset;
    }
    return null;
  }

  release(source: Tensor): void {
    const use = this.use(source);
    use.readers--;
    if (use.readers > 0 || use.views > 0) return;
    const owner = source.viewOf ?? source;
    const owned = this.use(owner);
    if (source.viewOf) owned.views--;
    if (owned.views > 0 || owned.readers > 0 || owned.offset === null || this.outputs.has(owner)) return;
    this.blocks.give(owned.offset, owner.bytes);
    owned.offset = null;
  }

  private use(tensor: Tensor): Use {
    const known = this.uses.get(tensor);
    if (known) return known;
    const use = { readers: 0, views: 0, offset: null };
    this.uses.set(tensor, use);
    return use;
  }
}

const isSameLayout = (a: Tensor, b: Tensor): boolean =>
  !a.isStrided &&
  !b.isStrided &&
  a.dims.length === b.dims.length &&
  a.dims.every((dim, i) => dim === b.dims[i]);
