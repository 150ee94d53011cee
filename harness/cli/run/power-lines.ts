import type { Manifest, PlannedPower } from '../../experiment/manifest.ts';
import { isUnderpowered, LAUNCHES_OF_A_BLOCK } from '../../experiment/power.ts';
import { settingNumber, significantNumber } from '../../words/numbers.ts';

/** What the planned blocks will find, a line for each gating metric and phone; then whether fewer may do. */
export function powerLines(manifest: Manifest): string[] {
  const comparing = manifest.builds.some((build) => build.role === 'baseline');
  if (!comparing) return [];
  return [...(manifest.power ?? []).map(powerLine), ...stoppingLines(manifest)];
}

/** Before a run starts: the cells that cannot find what they should, and those whose A/A runs fail. */
export function powerWarnings(manifest: Manifest): string[] {
  if (!manifest.builds.some((build) => build.role === 'baseline') || manifest.kind === 'aa') return [];
  const weak = (manifest.power ?? []).filter(
    (power) =>
      isUnderpowered(power) || power.calibration.state === 'warn' || power.calibration.state === 'alarm',
  );
  return [...weak.map(powerLine), ...stoppingLines(manifest)];
}

function powerLine(power: PlannedPower): string {
  const noise = `noise ${digits(100 * power.noise)} %, ${sourceOf(power)}`;
  const head = `${power.device} ${power.metric}: ${power.blocks} blocks`;
  const found =
    power.smallestEffectPercent === null
      ? `${head} are too few to find anything`
      : `${head} find a change of ${digits(power.smallestEffectPercent)} % with 90 % power`;
  const weak = isUnderpowered(power)
    ? `; ! that is more than the allowed ${settingNumber(power.marginPercent)} %`
    : '';
  return `${found} (${noise})${weak}${proofOf(power)}${trustOf(power)}`;
}

const sourceOf = ({ source, calibration }: PlannedPower): string =>
  source === 'typical'
    ? 'a typical phone: not calibrated'
    : `learned from ${calibration.results} A/A ${calibration.results === 1 ? 'run' : 'runs'}`;

function proofOf({ blocks, blocksToProve }: PlannedPower): string {
  const more = blocksToProve - blocks;
  return more > 0
    ? `; needs about ${more} more ${more === 1 ? 'block' : 'blocks'} to prove no change`
    : '; enough to prove no change';
}

function trustOf({ calibration: { state, missed, results } }: PlannedPower): string {
  if (state !== 'warn' && state !== 'alarm') return '';
  const what = state === 'alarm' ? 'do not trust its verdict' : 'watch it';
  return `; ! ${missed} of the last ${results} A/A runs missed zero: ${what}`;
}

function stoppingLines({ stopping, prospect, sessions }: Manifest): string[] {
  if (!stopping || !prospect || prospect.blocks === null) return [];
  const launches = (blocks: number): number => Math.round(LAUNCHES_OF_A_BLOCK * blocks);
  const phones = sessions.length === 1 ? '' : ' on each phone';
  const most = `at most ${launches(stopping.mostBlocks)} launches of a suite${phones}`;
  if (stopping.rule === 'quick')
    return [
      `${most}; after each ${stopping.halves ? 'half ' : ''}block: no loss, or one of one and a half margins, whichever is by far the likelier`,
    ];
  return [
    `${most}; a clean build passes in ${Math.round(100 * prospect.chance)} % of runs, after about ${launches(prospect.blocks)}; the times above are for the most`,
  ];
}

/** Two digits: noise is not known better. */
const digits = (value: number): string => significantNumber(value, 2);
