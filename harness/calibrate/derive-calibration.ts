import { median } from '../statistics/median.ts';
import type {
  CalibrationDocument,
  CalibrationSettings,
  Measure,
  Measurement,
  TurnLine,
} from './calibration-document.ts';
import { judgeParity, type Parity, type ParityBand, type ParityTurns, type ParityVerdict } from './parity.ts';
import { restsOn } from './rests-on.ts';

/** Targets on a model of at least 10 ms a token: decode within 2 %, prefill within 3 %. */
const timeBands: Readonly<Record<'tg' | 'pp', ParityBand>> = {
  tg: { low: 0.98, high: 1.02 },
  pp: { low: 0.97, high: 1.03 },
};
/** Instructions have no noise to allow for: one per cent is what an agent's own work may cost. */
const instructionBand: ParityBand = { low: 0.99, high: 1.01 };

/** Turns that stood side by side before the orders were A B B A. */
const FORMER_TURNS_IN_SLOT = 3;

/** The document of what was measured so far; warm-ups and turns without their partners count for nothing. Null before the first. */
export function deriveCalibration(measurements: readonly Measurement[]): CalibrationDocument | null {
  const first = measurements.find((line) => line.type === 'settings');
  if (!first) return null;
  const { settings } = first;
  const turns = measurements.filter((line): line is TurnLine => line.type === 'turn' && !line.warmUp);
  const loads = turns.map(({ load }) => load);
  const rests = restsOn(settings, turns);
  const rows = settings.rows.map((row, index) =>
    rowOf(
      row,
      turns.filter((turn) => turn.row === index),
      rests.measure,
    ),
  );
  const { rounds: count, turnsPerRound, turnsInSlot = FORMER_TURNS_IN_SLOT } = settings;
  return {
    v: 1,
    settings,
    complete: turns.length === count * turnsPerRound * settings.rows.length * turnsInSlot,
    load: loads.length > 0 ? { least: Math.min(...loads), greatest: Math.max(...loads) } : null,
    rows,
    restsOn: rests,
    verdict: worstOf(rows.map(({ verdict }) => verdict)),
  };
}

function rowOf(
  row: CalibrationSettings['rows'][number],
  turns: readonly TurnLine[],
  measure: Measure,
): CalibrationDocument['rows'][number] {
  const band = row.test.startsWith('pp') ? timeBands.pp : timeBands.tg;
  const perToken = (contender: string, of: Measure): number | null => {
    const own = turns.filter((turn) => turn.contender === contender).flatMap((turn) => costs[of](turn) || []);
    const value = median(own);
    return value === null ? null : value / row.tokens;
  };
  const milliseconds = (contender: string): number | null => {
    const ns = perToken(contender, 'wall');
    return ns === null ? null : ns / 1e6;
  };
  const [wall, processor] = (['wall', 'processor'] as const).map((of) =>
    judgeParity(rounds(turns, costs[of]), band),
  ) as [Parity, Parity];
  const counted = turns.some(({ instructions }) => instructions);
  const instructions = counted ? judgeParity(rounds(turns, costs.instructions), instructionBand) : null;
  const executed = (contender: string) =>
    row.test.includes('@') ? null : perToken(contender, 'instructions');
  const [heatsoak, llamaBench] = [executed('heatsoak'), executed('llama-bench')];
  return {
    test: row.test,
    heatsoakMs: milliseconds('heatsoak'),
    llamaBenchMs: milliseconds('llama-bench'),
    ...{ wall, processor, instructions },
    instructionsPerToken: heatsoak === null || llamaBench === null ? null : { heatsoak, llamaBench },
    verdict: { wall, processor, instructions }[measure]?.verdict ?? 'INCONCLUSIVE',
  };
}

/** What a turn cost; 0 where it was not measured. */
const costs: Readonly<Record<Measure, (turn: TurnLine) => number>> = {
  wall: ({ wallNs }) => wallNs,
  processor: ({ cpuNs }) => cpuNs,
  instructions: ({ instructions }) => instructions ?? 0,
};

/** One triple a round: the median of its slots' ratios. A slot that was cut, or has a turn without a cost, is left out whole. */
function rounds(turns: readonly TurnLine[], cost: (turn: TurnLine) => number): ParityTurns[] {
  const slots = [...grouped(turns, ({ round, turn }) => `${round}/${turn}`).values()];
  const paired = slots.flatMap((slot) => {
    const of = (contender: TurnLine['contender']): number =>
      geometricMean(slot.filter((turn) => turn.contender === contender).map(cost));
    const [subject, one, other] = [of('heatsoak'), of('llama-bench'), of('llama-bench again')];
    if (!subject || !one || !other) return [];
    return [
      { round: slot[0]?.round ?? 0, subject: subject / geometricMean([one, other]), control: other / one },
    ];
  });
  return [...grouped(paired, ({ round }) => `${round}`).values()].flatMap((own): ParityTurns[] => {
    const subject = median(own.map((pair) => pair.subject));
    const control = median(own.map((pair) => pair.control));
    return subject === null || control === null ? [] : [{ subject, reference: 1, control }];
  });
}

/** 0 without values, or with one that is 0. */
const geometricMean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function worstOf(verdicts: readonly ParityVerdict[]): ParityVerdict {
  if (verdicts.includes('outside')) return 'outside';
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'within') ? 'within' : 'INCONCLUSIVE';
}
