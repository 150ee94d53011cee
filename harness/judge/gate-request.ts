import type { Certainty } from './certainty.ts';
import type { MetricComparison } from './change.ts';
import type { RunPurpose } from './run-purpose.ts';

/** A metric that decides in a suite on a phone: without a change there it is missing, and missing never passes. */
export interface RequiredCell {
  readonly device: string;
  readonly suite: string;
  readonly metric: string;
  readonly name: string;
}

/** What stops a phone besides a change from the baseline: deaths of the app, its answers, an absolute limit, lost launches. */
export interface Objection {
  readonly device: string;
  /** The line of the gate that it belongs to: `crashes`, `output`, `launches`, `conditions`, `memory`, `waivers`, or `<metric>.limit`. */
  readonly gate: string;
  /** Stable, for scripts. `app-died` is said whatever else is wrong with the phone. */
  readonly code?: 'app-died' | 'launches-lost' | 'waiver-expired';
  /** INCONCLUSIVE: it can be neither proved nor excluded. */
  readonly verdict: 'NO-GO' | 'INCONCLUSIVE';
  readonly reason: string;
  readonly detail: string | null;
}

/** All that the verdict rests on. */
export interface GateRequest {
  readonly devices: readonly { readonly id: string; readonly name: string }[];
  readonly purpose: RunPurpose;
  readonly comparisons: readonly MetricComparison[];
  /** How certain this analysis must be; absent: the only one of the run. */
  readonly certainty?: Certainty;
  readonly required: readonly RequiredCell[];
  readonly objections?: readonly Objection[];
  /** Phones on which a bound decides even where nothing is compared: without an objection it is kept. */
  readonly bounded?: readonly string[];
  /** Phones that were lost and that the run does not need: their verdicts are told and do not decide. */
  readonly leftOut?: readonly string[];
  /** Models of phones that must be there and are not. */
  readonly missingPhones?: readonly string[];
  /** Those without a device are about every one. */
  readonly caveats: readonly {
    readonly device: string | null;
    readonly message: string;
    readonly invalidates: boolean;
  }[];
}
