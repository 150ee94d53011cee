import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { Derived } from '../../judge/derive.ts';
import { waivedSentence } from '../../judge/waivers.ts';

/**
 * Why a pass proves less than that a build may be what others are compared with: it would take a loss that nobody has looked for, or
 * one that somebody answers for until a day, into every later comparison. Null: it was proved on these phones.
 * @param devices ids of phones of the run
 */
export function whyUnproved(
  { measurement: { manifest }, waivers }: Pick<Derived, 'measurement' | 'waivers'>,
  devices: readonly string[],
): string | null {
  if (manifest.stopping?.rule === 'quick')
    return 'the quick gate asked for a loss of one and a half margins, and proved nothing';
  for (const each of waivers) {
    if (each.state !== 'waives') continue;
    const cells = each.cells.filter(({ device, notWorse }) => devices.includes(device) && !notWorse);
    if (cells.length > 0) return `it passed by a waiver: ${waivedSentence({ ...each, cells })}`;
  }
  return null;
}

/** A pass that makes no baseline by itself. */
export const unproved = (run: string, why: string): HeatsoakError =>
  new HeatsoakError('BASELINE_UNFIT', `run ${run} is a GO, but ${why}`, {
    hint: `measure the build without --quick-gate and within its limits, or say why it is to be the baseline all the same: heatsoak baseline set ${run} --why "…"`,
  });
