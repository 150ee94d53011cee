import { PROTOCOL_VERSION } from './event-fields.ts';

/** One line of a log, with its newline. */
export function eventLine<B extends { readonly type: string }>(seq: number, tUs: number, body: B): string {
  return `${JSON.stringify({ v: PROTOCOL_VERSION, seq, t: tUs, ...body })}\n`;
}
