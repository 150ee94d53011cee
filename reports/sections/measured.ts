import type { VariantRow } from '../../harness/judge/variant-row.ts';
import type { ReportModel } from '../report-model.ts';

/** What a run of variants answers: nothing was judged, so that it has counts and trade-offs and no verdict. */
export interface MeasuredVariants {
  readonly headline: string;
  /** One sentence a device. */
  readonly tradeOffs: readonly string[];
}

/** Null for a run that has a verdict, or in which a device is invalid, since that is the result then. */
export function measuredVariants({ variants, deviceNames, verdict }: ReportModel): MeasuredVariants | null {
  if (!variants || verdict.verdict === 'INVALID') return null;
  const devices = [...new Set(variants.map((row) => row.device))];
  const measured = new Set(variants.filter((row) => row.decodeRate !== null).map((row) => row.build)).size;
  const builds = new Set(variants.map((row) => row.build)).size;
  const count = measured === builds ? `${builds}` : `${measured} of ${builds}`;
  const words = builds === 1 ? 'variant' : 'variants';
  return {
    headline: `${count} ${words} measured side by side: numbers, no verdict`,
    tradeOffs: devices.map((device) =>
      tradeOff(
        deviceNames[device] ?? device,
        variants.filter((row) => row.device === device),
      ),
    ),
  };
}

function tradeOff(device: string, rows: readonly VariantRow[]): string {
  const best = rows.filter((row) => row.onFront === true).map((row) => row.name);
  return best.length === 0
    ? `${device}: no trade-off is named, for quality is unknown`
    : `${device}: best trade-offs ${best.join(', ')}`;
}
