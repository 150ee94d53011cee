import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { lengthByHeader } from '../gguf/length-by-header.ts';
import { roomFor } from './disk-room.ts';

/** The disk and the header are looked at again after so many bytes. */
const LOOK_EVERY = 16 << 20;
/** No model for a phone comes near it. */
const MOST_BYTES = 64 * 2 ** 30;
/** What writers leave after the last tensor. */
const SLACK = 64 << 10;

/**
 * Bounds an answer whose length the server does not give, and which may have no end: by what a GGUF header says, by what the disk can
 * spare, and by what no model reaches.
 */
export class LengthlessAnswer {
  private readonly partPath: string;
  private readonly shown: string;
  private lookAt = 0;
  private limit: { readonly bytes: number; readonly why: string } = { bytes: 0, why: '' };

  constructor(partPath: string, shown: string) {
    this.partPath = partPath;
    this.shown = shown;
  }

  /** @throws HeatsoakError `PULL_ENDLESS` when more came than there can be */
  async check(receivedBytes: number): Promise<void> {
    if (receivedBytes >= this.lookAt) await this.look(receivedBytes);
    if (receivedBytes < this.limit.bytes) return;
    throw new HeatsoakError(
      'PULL_ENDLESS',
      `${this.shown} gave no length and did not end: ${receivedBytes} bytes came, and ${this.limit.why}. They were discarded`,
      {
        where: this.shown,
        hint: 'take a server that says how long the file is',
      },
    );
  }

  private async look(receivedBytes: number): Promise<void> {
    this.lookAt = receivedBytes + LOOK_EVERY;
    const room = receivedBytes + (await roomFor(this.partPath));
    const length = await lengthByHeader(this.partPath);
    const limits = [
      { bytes: MOST_BYTES, why: 'no model for a phone is as long' },
      { bytes: room, why: 'the disk can spare no more' },
      ...(length === null ? [] : [{ bytes: length + SLACK, why: `its header says that it has ${length}` }]),
    ];
    this.limit = limits.reduce((a, b) => (b.bytes < a.bytes ? b : a));
  }
}
