import { changeNumber, intervalNumbers, settingNumber } from '../../words/numbers.ts';
import type { Change, MetricComparison } from '../change.ts';
import { worseSign } from '../decide.ts';
import type { GateRequest, RequiredCell } from '../gate-request.ts';
import { doubtIn } from '../gate-words.ts';
import {
  excess,
  type GatedCell,
  type GatedTest,
  gatedCells,
  isCertainlyDifferent,
  regressionIn,
} from '../gated-cells.ts';
import { type GateFinding, type GateState, plainFinding } from './gate-line.ts';

type Asked = Pick<GateRequest, 'purpose' | 'devices' | 'comparisons' | 'certainty' | 'required'>;

/** Every comparison that decides, phone by phone and suite by suite; one that should be there and is not is unknown. */
export function changeFindings(request: Asked): GateFinding[] {
  const cells = gatedCells(request.comparisons, request.certainty);
  const suites = new Set(request.required.map(({ suite }) => suite)).size;
  const found = cells.map((cell) => findingOf(cell, request, suites));
  const missing = request.required.filter((each) => !cells.some((cell) => isOf(cell, each)));
  return [...found, ...missing.map(missingFinding)];
}

const isOf = ({ comparison, device }: GatedCell, each: RequiredCell): boolean =>
  comparison.metric === each.metric && comparison.suite === each.suite && device === each.device;

function findingOf(cell: GatedCell, { purpose, devices }: Asked, suites: number): GateFinding {
  const [state, test] = purpose === 'same-build' ? stateAgainstItself(cell) : stateOf(cell);
  const { comparison, device } = cell;
  const { change, case: name } = test;
  const { changePercent, ci95Percent, allowedPercent } = change;
  const measured = measuredText(change);
  const allowed = allowedText(comparison, change);
  const phone = devices.find(({ id }) => id === device)?.name ?? device;
  const place = name === null ? comparison.suite : `${comparison.suite} › ${name}`;
  const sentence =
    state === 'unknown'
      ? `${phone}: ${doubtIn(test, suites)}`
      : `${comparison.name} ${measured} on ${phone} in ${place}; allowed ${allowed}`;
  return {
    ...plainFinding({ id: comparison.metric, name: comparison.name, device, state, measured, sentence }),
    ...{ suite: comparison.suite, case: name, changePercent, ci95Percent, allowedPercent, allowed },
    weight: lossOf(test),
  };
}

function stateOf(cell: GatedCell): [GateState, GatedTest] {
  const regression = regressionIn(cell);
  if (regression) return ['failed', regression];
  const unproved = cell.tests.filter(({ change }) => !change.notWorse);
  const open = unproved.find(({ change }) => change.reading !== 'regression') ?? unproved[0];
  return open ? ['unknown', open] : ['passed', cell.tests[0]];
}

/** One build against itself fails by any certain difference, and otherwise shows its noise. */
function stateAgainstItself(cell: GatedCell): [GateState, GatedTest] {
  const differs = cell.tests.find(isCertainlyDifferent);
  if (differs) return ['failed', differs];
  return [cell.tests.every(({ change }) => change.notWorse) ? 'passed' : 'unknown', cell.tests[0]];
}

/** In terms of what is allowed; negative where it is better. */
function lossOf({ comparison, change }: GatedTest): number {
  const size = excess({ comparison, change });
  const isLoss = Math.sign(change.changePercent ?? 0) === worseSign(comparison.direction);
  return Number.isFinite(size) ? (isLoss ? size : -size) : 0;
}

/** "−7.6 % (−8.5 to −6.6)". */
export function measuredText({ changePercent, ci95Percent, note }: Change): string {
  if (changePercent === null) return note ?? 'not known';
  const interval = ci95Percent === null ? '' : ` (${intervalNumbers(ci95Percent)})`;
  return `${changeNumber(changePercent)} %${interval}`;
}

/** With the sign of a loss: "−2 %". */
export const allowedText = (
  { direction }: MetricComparison,
  { allowedPercent }: Pick<Change, 'allowedPercent'>,
): string => `${direction === 'higher' ? '−' : '+'}${settingNumber(allowedPercent)} %`;

const missingFinding = ({ metric, name, device, suite }: RequiredCell): GateFinding => ({
  ...plainFinding({
    ...{ id: metric, name, device, state: 'unknown', measured: 'no comparable value' },
    sentence: `Cannot tell: ${name} in ${suite}: no comparable value`,
  }),
  suite,
});
