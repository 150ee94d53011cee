import type { Manifest } from '../../experiment/manifest.ts';
import { placeOfWaiver, termsOfWaiver } from '../../experiment/waiver.ts';
import { waiversOfRun } from '../../judge/required-cells.ts';
import { expirySentence } from '../../judge/waivers.ts';

/** Before phones are kept busy: what stops nothing in this run, and which waiver has expired, so that no run passes. */
export const waiverLines = (manifest: Manifest): string[] =>
  waiversOfRun(manifest).flatMap((each) => {
    if (each.state === 'elsewhere') return [];
    if (each.state === 'expired')
      return [
        `! ${expirySentence(each)}: the run cannot be GO; renew it with heatsoak waive, or remove it from the gate policy`,
      ];
    return [`${placeOfWaiver(each)} is waived ${termsOfWaiver(each)}`];
  });
