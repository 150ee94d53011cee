interface Block {
  offset: number;
  size: number;
}

/** ggml aligns what it allocates on the CPU to it (`TENSOR_ALIGNMENT`). */
const ALIGNMENT = 32;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** ggml's allocator of one buffer (`ggml_dyn_tallocr` of ggml-alloc.c): the tightest gap, else the end. */
export class FreeBlocks {
  /** In order of their offsets; the last one is the endless end of the buffer. */
  private readonly blocks: Block[] = [{ offset: 0, size: Number.MAX_SAFE_INTEGER }];
  /** What the buffer must hold, bytes. */
  peakBytes = 0;

  /** Where that many bytes go. */
  take(bytes: number): number {
    const size = aligned(bytes);
    const index = this.tightest(size);
    const block = this.blocks[index] as Block;
    const { offset } = block;
    block.offset += size;
    block.size -= size;
    if (block.size === 0) this.blocks.splice(index, 1);
    this.peakBytes = Math.max(this.peakBytes, offset + size);
    return offset;
  }

  /** Of gaps of equal size the last, as ggml does. */
  private tightest(size: number): number {
    const end = this.blocks.length - 1;
    let best = end;
    for (let i = 0; i < end; i++) {
      const found = (this.blocks[i] as Block).size;
      if (found >= size && (best === end || found <= (this.blocks[best] as Block).size)) best = i;
    }
    return best;
  }

  give(offset: number, bytes: number): void {
    const size = aligned(bytes);
    const after = this.blocks.findIndex((block) => block.offset > offset);
    const [previous, next] = [this.blocks[after - 1], this.blocks[after]];
    const joinsPrevious = previous !== undefined && previous.offset + previous.size === offset;
    const joinsNext = next !== undefined && offset + size === next.offset;
    if (joinsPrevious) previous.size += size + (joinsNext ? next.size : 0);
    if (joinsPrevious && joinsNext) this.blocks.splice(after, 1);
    else if (joinsNext) Object.assign(next, { offset, size: next.size + size });
    if (!joinsPrevious && !joinsNext) this.blocks.splice(after, 0, { offset, size });
  }

  /** Gives back the end of what was taken. */
  shrink(offset: number, bytes: number, kept: number): void {
    const [from, to] = [aligned(kept), aligned(bytes)];
    if (to > from) this.give(offset + from, to - from);
  }
}
