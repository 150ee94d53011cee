import { HeatsoakError } from '../../../harness/errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../../harness/errors/nearest.ts';

/** Limits by name, bytes. MB are decimal here: the smaller reading of a limit is the safe one. */
export const sizePresets: Readonly<Record<string, number>> = {
  // One asset pack of on-demand resources before iOS 18 (from iOS 18 on: 8 GB), App Store Connect Help, "On-demand
  // resources size limits", https://developer.apple.com/help/app-store-connect/reference/on-demand-resources-size-limits
  'on-demand': 512e6,
  // "The ideal size of a tag is less than or equal to 64 MB", On-Demand Resources Guide, Platform Sizes.
  'on-demand-ideal': 64e6,
  // One file of a GitHub release is under 2 GiB: docs.github.com, "About releases".
  'github-release': 2e9,
};

const units: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9 };

/** Bytes of `500M`, `2G`, a plain number, or a preset's name. @throws HeatsoakError `SIZE_INVALID` */
export function sizeLimit(text: string): number {
  const preset = Object.hasOwn(sizePresets, text) ? sizePresets[text] : undefined;
  if (preset !== undefined) return preset;
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([KMG]?)B?$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(number) * (units[unit.toUpperCase()] ?? 1));
  if (number !== '' && bytes > 0) return bytes;
  const near = nearestName(text, Object.keys(sizePresets));
  throw new HeatsoakError('SIZE_INVALID', `"${text}" is not a size${didYouMean(near)}`, {
    hint: `write 500M, 2G, a number of bytes, or one of ${Object.keys(sizePresets).join(', ')}`,
  });
}
