import type { PlannedPower } from '../../experiment/manifest.ts';
import { isUnderpowered } from '../../experiment/power.ts';
import type { CalibrationRecord } from '../../history/calibration-record.ts';
import { changeWithInterval, settingNumber, significantNumber } from '../../words/numbers.ts';

/** What an A/A run said, a line each cell; for those that gate, what all A/A runs of the phone ask for. */
export function noiseLines(records: readonly CalibrationRecord[], powers: readonly PlannedPower[]): string[] {
  return records.map((record) => {
    const power = powers.find((each) => each.device === record.device && each.metric === record.metric);
    return [own(record), ...(power ? [asked(power), trusted(power)] : [])].join('; ');
  });
}

function own(record: CalibrationRecord): string {
  const parts = [
    `${percent(record.contrastDeviation)} between blocks`,
    ...(record.launchDeviation === null ? [] : [`${percent(record.launchDeviation)} between launches`]),
    ...(record.withinLaunchDeviation === null
      ? []
      : [`${percent(record.withinLaunchDeviation)} within a launch`]),
  ];
  const missed = record.missedZero ? '! misses zero' : 'holds zero';
  return `${record.device} ${record.metric}: noise ${parts.join(', ')}; A/A ${changeWithInterval(record.changePercent, record.ci95Percent)} ${missed}`;
}

function asked(power: PlannedPower): string {
  const weak = isUnderpowered(power)
    ? `; ! ${power.blocks} blocks find only ${digits(power.smallestEffectPercent ?? Number.NaN)} %, more than the allowed ${settingNumber(power.marginPercent)} %`
    : '';
  return `all its A/A runs: noise ${percent(power.noise)}, ${power.blocksToProve} blocks prove no change within ${settingNumber(power.marginPercent)} %${weak}`;
}

function trusted({ calibration: { results, missed, state } }: PlannedPower): string {
  const word = {
    none: 'no A/A run',
    ok: 'ok',
    warn: '! watch it',
    alarm: '! alarm: do not trust its verdicts',
  }[state];
  return `${missed} of ${results} A/A runs missed zero: ${word}`;
}

const percent = (log: number): string => `${digits(100 * log)} %`;
/** Two digits: noise is not known better. */
const digits = (value: number): string => significantNumber(value, 2);
