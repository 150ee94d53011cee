import { median } from '../statistics/median.ts';
import type { CalibrationDocument, CalibrationSettings, Measurement } from './calibration-document.ts';
import { judgeParity, type ParityBand, type ParityTurns, type ParityVerdict } from './parity.ts';

/** Targets on a model of at least 10 ms a token: decode within 2 %, prefill within 3 %. */
const bands: Readonly<Record<'tg' | 'pp', ParityBand>> = {
  tg: { low: 0.98, high: 1.02 },
  pp: { low: 0.97, high: 1.03 },
};

type TurnLine = Extract<Measurement, { type: 'turn' }>;

/** The document of what was measured so far; warm-ups and turns without their partners count for nothing. Null before the first. */
export function deriveCalibration(measurements: readonly Measurement[]): CalibrationDocument | null {
  const first = measurements.find((line) => line.type === 'settings');
  if (!first) return null;
  const { settings } = first;
  const turns = measurements.filter((line): line is TurnLine => line.type === 'turn' && !line.warmUp);
  const loads = turns.map(({ load }) => load);
  const rows = settings.rows.map((row, index) =>
    rowOf(
      row,
      turns.filter((turn) => turn.row === index),
    ),
  );
  const planned = settings.rounds * settings.turnsPerRound * settings.rows.length * 3;
  return {
    v: 1,
    settings,
    complete: turns.length === planned,
    load: loads.length > 0 ? { least: Math.min(...loads), greatest: Math.max(...loads) } : null,
    rows,
    verdict: worstOf(rows.map(({ wall }) => wall.verdict)),
  };
}

function rowOf(
  row: CalibrationSettings['rows'][number],
  turns: readonly TurnLine[],
): CalibrationDocument['rows'][number] {
  const band = row.test.startsWith('pp') ? bands.pp : bands.tg;
  const perToken = (contender: string): number | null => {
    const value = median(turns.filter((turn) => turn.contender === contender).map(({ wallNs }) => wallNs));
    return value === null ? null : value / row.tokens / 1e6;
  };
  return {
    test: row.test,
    heatsoakMs: perToken('heatsoak'),
    llamaBenchMs: perToken('llama-bench'),
    wall: judgeParity(
      rounds(turns, ({ wallNs }) => wallNs),
      band,
    ),
    processor: judgeParity(
      rounds(turns, ({ cpuNs }) => cpuNs),
      band,
    ),
  };
}

/** One triple a round: the median of its turns' ratios. A turn that was cut, or without a time, is left out whole. */
function rounds(turns: readonly TurnLine[], time: (turn: TurnLine) => number): ParityTurns[] {
  const slots = [...grouped(turns, ({ round, turn }) => `${round}/${turn}`).values()];
  const paired = slots.flatMap((slot) => {
    const of = (contender: TurnLine['contender']): number => {
      const found = slot.find((turn) => turn.contender === contender);
      return found ? time(found) : 0;
    };
    const [subject, reference, control] = [of('heatsoak'), of('llama-bench'), of('llama-bench again')];
    if (!subject || !reference || !control) return [];
    return [{ round: slot[0]?.round ?? 0, subject: subject / reference, control: control / reference }];
  });
  return [...grouped(paired, ({ round }) => `${round}`).values()].flatMap((own): ParityTurns[] => {
    const subject = median(own.map((pair) => pair.subject));
    const control = median(own.map((pair) => pair.control));
    return subject === null || control === null ? [] : [{ subject, reference: 1, control }];
  });
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function worstOf(verdicts: readonly ParityVerdict[]): ParityVerdict {
  if (verdicts.includes('outside')) return 'outside';
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'within') ? 'within' : 'INCONCLUSIVE';
}
