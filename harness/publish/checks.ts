import { certaintyOfRule } from '../judge/certainty.ts';
import type { DeviceChange, MetricComparison } from '../judge/change.ts';
import type { Derived } from '../judge/derive.ts';
import type { RequiredCell } from '../judge/gate-request.ts';
import { changeDetail, changeSentence, doubtIn } from '../judge/gate-words.ts';
import { type GatedCell, gatedCells, regressionIn } from '../judge/gated-cells.ts';
import { purposeOf } from '../judge/run-purpose.ts';
import { requiredCells } from '../judge/suite-comparisons.ts';
import type { DeviceVerdict } from '../judge/verdict.ts';

/** How a question that decides was answered on one phone: as the words of the verdict, where each is about one thing. */
export type CheckState = 'passed' | 'failed' | 'unknown' | 'invalid';

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
  readonly detail: string | null;
  /** The change behind it; null for what is not about a change. */
  readonly cell: { readonly comparison: MetricComparison; readonly change: DeviceChange } | null;
}

/** Every question that decides, phone by phone in the order of the plan: what holds for the whole phone, then what was compared. */
export function checksOf(derived: Derived): Check[] {
  const { manifest } = derived.measurement;
  const cells = gatedCells(derived.comparisons, certaintyOfRule(manifest.stopping));
  const required = requiredCells(manifest);
  return derived.verdict.devices.flatMap((phone) => {
    const own = cells.filter(({ device }) => device === phone.device);
    const missing = required.filter(
      ({ device, metric, suite }) =>
        device === phone.device &&
        !own.some(({ comparison }) => comparison.metric === metric && comparison.suite === suite),
    );
    const checks = [
      validCheck(phone),
      faultCheck(phone, derived),
      ...own.map((cell) => cellCheck(phone, cell, derived)),
      ...missing.map((cell) => missingCheck(phone, cell)),
    ];
    const isExplained =
      phone.verdict === 'GO' || checks.some(({ state }) => state === stateOf[phone.verdict]);
    return isExplained ? checks : [...checks, wholePhone(phone, 'verdict', stateOf[phone.verdict])];
  });
}

const stateOf = {
  GO: 'passed',
  'NO-GO': 'failed',
  INCONCLUSIVE: 'unknown',
  INVALID: 'invalid',
} as const;

function wholePhone(
  { device, name, reason, detail }: DeviceVerdict,
  title: string,
  state: CheckState,
): Check {
  const said = state === 'passed' ? { reason: null, detail: null } : { reason, detail };
  return { device, name, suite: null, title, state, cell: null, ...said };
}

const validCheck = (phone: DeviceVerdict): Check =>
  wholePhone(phone, 'valid measurement', phone.verdict === 'INVALID' ? 'invalid' : 'passed');

/** Deaths, answers, bounds and lost launches: the first that stops the phone stands for all. */
function faultCheck(phone: DeviceVerdict, { objections }: Derived): Check {
  const own = objections.filter(({ device }) => device === phone.device);
  const worst = own.find(({ verdict }) => verdict === 'NO-GO') ?? own[0];
  const title = 'no crash, wrong answer or broken limit';
  if (!worst) return wholePhone(phone, title, phone.verdict === 'INVALID' ? 'invalid' : 'passed');
  const { reason, detail } = worst;
  return wholePhone({ ...phone, reason, detail }, title, worst.verdict === 'NO-GO' ? 'failed' : 'unknown');
}

const titleOf = ({ name, metric }: { name: string; metric: string }): string => `${name} (${metric})`;

const missingCheck = (phone: DeviceVerdict, { name, metric, suite }: RequiredCell): Check => ({
  ...wholePhone(
    phone.verdict === 'INVALID'
      ? phone
      : { ...phone, reason: 'Cannot tell: no comparable value', detail: null },
    titleOf({ name, metric }),
    phone.verdict === 'INVALID' ? 'invalid' : 'unknown',
  ),
  suite,
});

function cellCheck(phone: DeviceVerdict, cell: GatedCell, { measurement: { manifest } }: Derived): Check {
  const { device, name, verdict, reason } = phone;
  const suites = manifest.suites.length;
  const { comparison, tests } = cell;
  const change = comparison.perDevice.find((each) => each.device === device);
  const about = {
    ...{ device, name, suite: comparison.suite },
    title: titleOf(comparison),
    cell: change ? { comparison, change } : null,
  };
  const loss = regressionIn(cell);
  if (loss)
    return {
      ...about,
      state: 'failed',
      reason: changeSentence(name, loss, suites),
      detail: changeDetail(loss),
    };
  if (verdict === 'INVALID') return { ...about, state: 'invalid', reason, detail: null };
  const open = tests.find((test) => !test.change.notWorse);
  if (!open) return { ...about, state: 'passed', reason: null, detail: null };
  // Where nothing was asked, that is the reason, and not what would be missing to answer it.
  const isAsked = purposeOf(manifest) === 'two-builds';
  return { ...about, state: 'unknown', reason: isAsked ? doubtIn(open, suites) : reason, detail: null };
}
