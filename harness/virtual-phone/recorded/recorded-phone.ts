import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';

/** Services as a recording names them, where they are none of the phone's own. */
export const REGISTRY = 'tunnel-registry';
export const WEB_DRIVER_AGENT = 'webdriveragent';

const dictionary = z.record(z.string(), z.unknown());

/** One question and what came back. */
const recordedExchange = z.object({
  service: z.string(),
  request: dictionary,
  /** Null: no answer came that can be used. */
  answer: dictionary.nullable(),
});
export type RecordedExchange = z.infer<typeof recordedExchange>;

/** `exchanges.json`: what a phone answered once, without anything that names it or its owner. A virtual phone can answer the same. */
export const recordedPhone = z.object({
  v: z.literal(1),
  /** Shortened. */
  udid: z.string(),
  heatsoak: z.string(),
  exchanges: z.array(recordedExchange),
});
export type RecordedPhone = z.infer<typeof recordedPhone>;

/** @throws HeatsoakError `RECORDING_BROKEN` */
export async function readRecording(path: string): Promise<RecordedPhone> {
  try {
    return recordedPhone.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new HeatsoakError('RECORDING_BROKEN', `${path} is no recording of a phone: ${messageOf(cause)}`, {
      where: path,
      cause,
    });
  }
}
