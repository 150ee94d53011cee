import { type Examined, isOpen } from '../../lab/doctor/check.ts';
import { kindOf } from '../../lab/doctor/policy.ts';
import { exitCodeOfError } from '../../terminal/exit-code.ts';
import { type Line, type Painted, paint } from '../../terminal/line.ts';

const symbol = { good: '✓', bad: '✕', unknown: '?' } as const;
/** Of the widest: `✕ blocks`. */
const BADGE_WIDTH = 8;

/** Findings as lines: what was found, and below it what mends it. */
export function examinedLines(findings: readonly Examined[]): Line[] {
  const widthOf = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const deviceWidth = widthOf(findings.map(place));
  const checkWidth = widthOf(findings.map(({ check }) => check));
  return findings.flatMap((examined) => {
    const { check, says, mend } = examined;
    const names = `  ${place(examined).padEnd(deviceWidth)}  ${check.padEnd(checkWidth)}  ${says}`;
    const line: Line = [badge(examined), names];
    return mend === null ? [line] : [line, `${' '.repeat(BADGE_WIDTH)}  next: ${mend}`];
  });
}

const place = ({ device }: Examined): string => device ?? 'host';

function badge({ found, severity }: Examined): Painted {
  if (found === 'good') return paint('blue', symbol.good.padEnd(BADGE_WIDTH));
  const words = found === 'bad' ? `${symbol.bad} ${severity}s` : symbol.unknown;
  return paint(found === 'bad' && severity === 'block' ? 'red' : 'yellow', words.padEnd(BADGE_WIDTH));
}

/** How many findings of each kind there are, and whether a run may begin. */
export function summaryOf(checks: readonly Examined[]): string {
  const count = (found: Examined['found']): string =>
    `${checks.filter((each) => each.found === found).length} ${symbol[found]}`;
  const open = checks.filter(isOpen);
  const end = open.length === 0 ? 'fit to measure' : `not fit to measure: ${names(open)}`;
  return `${count('good')}  ${count('bad')}  ${count('unknown')}  ${end}`;
}

const names = (open: readonly Examined[]): string =>
  open.map(({ check, device }) => (device === null ? check : `${check} (${device})`)).join(', ');

/** The first thing that keeps a run from beginning says whose fault it is; 0 where nothing does. */
export function exitCodeOfExamination(checks: readonly Examined[]): number {
  const first = checks.find(isOpen);
  return first ? exitCodeOfError[kindOf(first.check)] : 0;
}
