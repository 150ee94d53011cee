import type { GatePolicy } from '../../../harness/experiment/gate-policy.ts';
import { atLeast, atMost, type Row } from '../row.ts';
import { type CellEndings, endingsOf } from './cell.ts';
import { defaultPlan, fixedPlan, type SimulatedPlan } from './default-plan.ts';
import { coverage } from './intervals.ts';

const decodeAlone = { cases: 1, metrics: ['decode_rate'] } as const;

/**
 * A few seconds of what `npm run eval` asks of the gate, so that a broken rule is seen at once. The limits leave room for
 * chance: some ten times fewer runs than a target is measured with.
 * @param policy the rules; absent: the shipped ones
 */
export async function gateSample(policy?: GatePolicy): Promise<Row[]> {
  const ended = (what: string, runs: number, plan: SimulatedPlan): CellEndings =>
    endingsOf(`sample: ${what}`, runs, { ...plan, ...(policy ? { policy } : {}) });
  const alone = await defaultPlan(decodeAlone);
  const whole = await defaultPlan();
  const clean = ended('clean', 150, alone);
  const slower = ended('−3 %', 150, { ...alone, effects: [{ lossPercent: 3 }] });
  const onMargin = ended('−2 %', 150, { ...alone, effects: [{ lossPercent: 2 }] });
  const oneCase = ended('one case −4 %', 50, {
    ...fixedPlan({ family: 'typical' }),
    effects: [{ lossPercent: 4, case: 'a' }],
  });
  const outliers = ended(
    'one launch of each block −15 %',
    60,
    fixedPlan({ family: 'one launch of each block −15 %' }),
  );
  const stalls = ended('cases stall', 30, { ...whole, family: 'cases stall, 3 % by 30 %' });
  const heat = coverage('sample: heat', 200, {
    ...fixedPlan({ family: 'carry-over, 50 % more power' }),
    ...decodeAlone,
  });
  return [
    atLeast('a clean build passes', clean.GO, 0.93),
    atMost('launches to pass it', clean.launches, 19, String),
    atMost('a clean build is stopped', clean['NO-GO'], 0.02),
    atLeast('−3 % is found', slower['NO-GO'], 0.93),
    atMost('launches to find it', slower.launches, 16, String),
    atMost('GO though −2 %', onMargin.GO, 0.1),
    atMost('GO though one case −4 %', oneCase.GO, 0.06),
    atMost('NO-GO of a clean run, one launch of each block −15 %', outliers['NO-GO'], 0.05),
    atLeast('GO of a clean run, 3 % of cases stall', stalls.GO, 0.85),
    atLeast('95 % interval holds the truth, carry-over', heat, 0.88),
  ];
}
