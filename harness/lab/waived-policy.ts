import { applyEdits, modify, parse } from 'jsonc-parser';
import { z } from 'zod';
import { type Waiver, waiver } from '../experiment/waiver.ts';

const EMPTY = '{\n  "waivers": []\n}\n';
const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2 } };

/** What a waiver is about; a policy has one for each. */
export type WaiverPlace = Pick<Waiver, 'metric' | 'phone' | 'suite'>;

export const isSamePlace = (one: WaiverPlace, other: WaiverPlace): boolean =>
  one.metric === other.metric && one.phone === other.phone && one.suite === other.suite;

/** The waivers of a policy's text, also where the rest of it is not valid. */
const waiversIn = (text: string): readonly Waiver[] => {
  const { waivers } = (parse(text) ?? {}) as { waivers?: unknown };
  return z.array(waiver).safeParse(waivers).data ?? [];
};

/**
 * The text of a gate policy with a waiver in place of the one about the same, or at the end of the list. Everything else keeps its
 * value; what stands beside the list may be indented anew.
 * @param text the file as it is; null: there is none
 */
export function withWaiver(text: string | null, added: Waiver): string {
  const before = text ?? EMPTY;
  const waivers = waiversIn(before);
  const at = waivers.findIndex((each) => isSamePlace(each, added));
  return edited(before, ['waivers', at < 0 ? waivers.length : at], added);
}

/** The text without the waiver about this; null: it has none. */
export function withoutWaiver(text: string, place: WaiverPlace): string | null {
  const at = waiversIn(text).findIndex((each) => isSamePlace(each, place));
  return at < 0 ? null : edited(text, ['waivers', at], undefined);
}

const edited = (text: string, path: (string | number)[], value: unknown): string =>
  applyEdits(text, modify(text, path, value, FORMAT));
