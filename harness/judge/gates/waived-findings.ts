import { termsOfWaiver } from '../../experiment/waiver.ts';
import type { MetricComparison } from '../change.ts';
import type { JudgedWaiver } from '../waivers.ts';
import { allowedText, measuredText } from './change-findings.ts';
import { type GateFinding, plainFinding } from './gate-line.ts';

type Waived = JudgedWaiver['cells'][number];

/**
 * What waivers in force are about, phone by phone and suite by suite. It does not decide, so no other finding tells of it; where
 * it keeps its limit it passed, as it would have without the waiver.
 */
export function waivedFindings(
  waivers: readonly JudgedWaiver[],
  comparisons: readonly MetricComparison[],
): GateFinding[] {
  const found = waivers.flatMap((each) =>
    each.state === 'expired' ? [] : each.cells.map((cell) => findingOf(each, cell, comparisons)),
  );
  // Two waivers may be about the same; the first answers for it.
  return [...new Map(found.toReversed().map((each) => [keyOf(each), each])).values()].toReversed();
}

const keyOf = ({ id, device, suite }: GateFinding): string => JSON.stringify([id, device, suite]);

function findingOf(
  waived: JudgedWaiver,
  cell: Waived,
  comparisons: readonly MetricComparison[],
): GateFinding {
  const { owner, until, why } = waived;
  const { metric, suite, device, deviceName, notWorse } = cell;
  const comparison = comparisons.find((each) => each.metric === metric && each.suite === suite);
  const change = comparison?.perDevice.find((each) => each.device === device);
  if (!comparison || !change) return missingFinding(waived, cell);
  const { name } = comparison;
  const { changePercent, ci95Percent, allowedPercent } = change;
  const measured = measuredText(change);
  const allowed = allowedText(comparison, change);
  const said = `${name} ${measured} on ${deviceName} in ${suite}; allowed ${allowed}`;
  const sentence = notWorse ? said : `${said}; waived ${termsOfWaiver({ owner, until, why })}`;
  const state = notWorse ? 'passed' : 'waived';
  return {
    ...plainFinding({ id: metric, name, device, state, measured, sentence }),
    ...{ suite, changePercent, ci95Percent, allowedPercent, allowed },
    ...(notWorse ? {} : { waiver: { owner, until, why } }),
    // Of two waived phones the one that lost more says more.
    weight: notWorse ? 0 : Math.abs(changePercent ?? 0) / allowedPercent,
  };
}

/** A value that should be there and is not would hold the pass back, were it not waived. */
function missingFinding(
  { owner, until, why }: JudgedWaiver,
  { metric, name, suite, device, deviceName }: Waived,
): GateFinding {
  const measured = 'no comparable value';
  const sentence = `${name} in ${suite} on ${deviceName}: ${measured}; waived ${termsOfWaiver({ owner, until, why })}`;
  return {
    ...plainFinding({ id: metric, name, device, state: 'waived', measured, sentence }),
    ...{ suite, waiver: { owner, until, why } },
  };
}
