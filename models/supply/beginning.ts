import { TELLING_BYTES } from '../what-bytes-are.ts';

/** Collects the first bytes of an answer until they can tell what it is; an answer that continues has none. */
export class Beginning {
  private start: Buffer | null;

  constructor(continues: boolean) {
    this.start = continues ? null : Buffer.alloc(0);
  }

  /** The start, once it is long enough. */
  add(chunk: Uint8Array): Buffer | null {
    if (this.start === null) return null;
    this.start = Buffer.concat([this.start, chunk]).subarray(0, TELLING_BYTES);
    return this.start.length < TELLING_BYTES ? null : this.end();
  }

  /** What there is of it at the end of a short answer. */
  end(): Buffer | null {
    const { start } = this;
    this.start = null;
    return start;
  }
}
