import type { DeviceChange, MetricComparison } from '../judge/change.ts';
import type { Derived } from '../judge/derive.ts';
import type { GateFinding, GateState } from '../judge/gates/gate-line.ts';
import type { DeviceVerdict } from '../judge/verdict.ts';

/** How a question that decides was answered on one phone: as the words of the verdict, where each is about one thing. */
export type CheckState = GateState | 'invalid';

/** One question that decides, on one phone: what a report of tests calls a test case. */
export interface Check {
  readonly device: string;
  /** The phone's name. */
  readonly name: string;
  /** Null for what is asked of the whole phone. */
  readonly suite: string | null;
  /** What is asked; the same from run to run, and no measured value in it. */
  readonly title: string;
  readonly state: CheckState;
  /** One sentence; null where it passed. */
  readonly reason: string | null;
  /** What was found and what is allowed; null where there is no number to it. */
  readonly finding: GateFinding | null;
  /** The comparison behind it; null for what is not about a change. */
  readonly cell: { readonly comparison: MetricComparison; readonly change: DeviceChange } | null;
}

/** What the gate says of a phone of which nothing is concluded. */
const PHONE_GATE = 'phones';

/** Every question that decides, phone by phone in the order of the plan: whether the phone counts at all, then what was found. */
export function checksOf(derived: Derived): Check[] {
  return derived.verdict.devices.flatMap((phone) => {
    const checks = [
      wholePhone(phone, 'valid measurement', phone.verdict === 'INVALID' ? 'invalid' : 'passed'),
      ...derived.gateFindings
        .filter(({ device, id }) => device === phone.device && id !== PHONE_GATE)
        .map((finding) => checkOf(phone, finding, derived)),
    ];
    const state = stateOf[phone.verdict];
    const isExplained = phone.verdict === 'GO' || checks.some((each) => each.state === state);
    return isExplained ? checks : [...checks, wholePhone(phone, 'verdict', state)];
  });
}

const stateOf = {
  GO: 'passed',
  'NO-GO': 'failed',
  INCONCLUSIVE: 'unknown',
  INVALID: 'invalid',
} as const;

function wholePhone(phone: DeviceVerdict, title: string, state: CheckState): Check {
  const { device, name, reason } = phone;
  const about = { device, name, suite: null, title, finding: null, cell: null };
  return { ...about, state, reason: state === 'passed' ? null : reason };
}

function checkOf(
  { device, name, verdict }: DeviceVerdict,
  finding: GateFinding,
  { comparisons }: Derived,
): Check {
  const { id, suite, sentence } = finding;
  const comparison = comparisons.find((each) => each.metric === id && each.suite === suite);
  const change = comparison?.perDevice.find((each) => each.device === device);
  // What is not known on a phone of which nothing is concluded is no question that more blocks would answer.
  const state = verdict === 'INVALID' && finding.state === 'unknown' ? 'invalid' : finding.state;
  return {
    ...{ device, name, suite, state, finding },
    title: finding.name.toLowerCase() === id ? finding.name : `${finding.name} (${id})`,
    reason: state === 'passed' ? null : sentence,
    cell: comparison && change ? { comparison, change } : null,
  };
}
