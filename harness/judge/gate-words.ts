import { metricDefinition } from '../measure/metrics/index.ts';
import { counted, intervalNumbers, settingNumber, significantNumber, sizeNumber } from '../words/numbers.ts';
import { excess, type GatedCell, type GatedTest, isCertainAmongAll } from './gated-cells.ts';

export const others = (count: number): string => (count > 1 ? ` (+${count - 1} more)` : '');

const sizeOf = ({ change }: GatedTest): string => sizeNumber(change.changePercent ?? Number.NaN);

/** "iPhone 15 decodes 8 % slower than baseline in context › pp1536". @param suites how many suites the run compares */
export function changeSentence(device: string, test: GatedTest, suites: number): string {
  const { metric, name } = test.comparison;
  const worse = metricDefinition(metric)?.gate?.worse ?? { verb: `${name} is`, word: 'worse' };
  return `${device} ${worse.verb} ${sizeOf(test)} % ${worse.word} than baseline${placeOf(test, suites)}`;
}

/** Said where a reader would else not know which suite or case is meant. */
function placeOf({ comparison, case: name }: GatedTest, suites: number): string {
  if (name !== null) return ` in ${comparison.suite} › ${name}`;
  return suites > 1 ? ` in ${comparison.suite}` : '';
}

export function changeDetail({ change }: GatedTest): string {
  const [low, high] = change.ci95Percent ?? [0, 0];
  const [least, most] = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b);
  const sizes = `${sizeNumber(least ?? 0)} to ${sizeNumber(most ?? 0)} %`;
  return `95 % interval ${sizes}, from ${change.blocks} blocks; allowed ${settingNumber(change.allowedPercent)} %`;
}

/** Why a test without a certain regression is no proof. */
export function doubtIn(test: GatedTest, suites: number): string {
  const what = `${test.comparison.name}${placeOf(test, suites)}`;
  return test.change.reading === 'regression' ? suspicion(what, test) : cannotTell(what, test);
}

function cannotTell(what: string, { change }: GatedTest): string {
  if (change.ci95Percent === null || change.note !== null)
    return `Cannot tell: ${what}: ${change.note ?? 'not enough blocks'}`;
  const more =
    change.blocksNeeded === null
      ? ''
      : `; needs about ${counted(Math.max(1, change.blocksNeeded - change.blocks), 'more block')}`;
  return `Cannot tell: ${what}: interval ${intervalNumbers(change.ci95Percent)} % crosses the ${settingNumber(change.allowedPercent)} % limit${more}`;
}

function suspicion(what: string, test: GatedTest): string {
  const why = isCertainAmongAll(test)
    ? `not surely inside the ${settingNumber(test.change.allowedPercent)} % limit`
    : `not certain among the tests of the gate (adjusted p ${significantNumber(test.worseP)})`;
  return `Suspect: ${what}: ${sizeOf(test)} % worse, ${why}`;
}

/** What is said of a phone that passes. */
export function withinLimits(cells: readonly GatedCell[]): string {
  const [improved] = cells
    .map(({ tests }) => tests[0])
    .filter(({ change }) => change.reading === 'improvement' && change.beyondMargin)
    .sort((a, b) => excess(b) - excess(a));
  if (!improved) return 'within limits';
  return `within limits; ${improved.comparison.name} improved ${sizeOf(improved)} %: consider a new baseline`;
}

/** One build differs from itself by noise alone: a certain difference is the phone's or the lab's, and no build is to blame. */
export const differsFromItself = (test: GatedTest): string =>
  `Same build twice, and yet ${test.comparison.name} differs by ${sizeOf(test)} %: do not trust this phone’s numbers`;
