import { type EventBody, PROTOCOL_VERSION } from './event.ts';

/** One line of a log, with its newline. */
export function eventLine(seq: number, tUs: number, body: EventBody): string {
  return `${JSON.stringify({ v: PROTOCOL_VERSION, seq, t: tUs, ...body })}\n`;
}
