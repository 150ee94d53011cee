import { LEAST_POINTS } from '../../statistics/sen-slope.ts';
import { memoryGrowth } from '../memory-growth.ts';
import { turnMemory } from '../turn-memory.ts';
import { caseValue, type Metric } from './metric.ts';

const MIB = 2 ** 20;

export const growthPerTurn: Metric = {
  id: 'growth_per_turn',
  name: 'Memory growth per turn',
  unit: 'MiB/turn',
  direction: 'lower',
  needs: ['memory', 'trial.finished'],
  gate: null,
  role: 'gate',
  worstLaunchCounts: true,
  formula:
    'Theil–Sen slope of charged memory at the end of each turn of one conversation, over the cycles between its rollovers and without what the fill of the context explains; ± the half width of its 90 % interval (Sen)',
  source: 'the endurance task of edge-llm-bench, which found 1 MB a rollover in LiteRT-LM (#3446)',
  version: 1,
  compute(launch) {
    if (launch.planned.kind !== 'conversation') return [];
    const turns = turnMemory(launch);
    const growth = memoryGrowth(turns);
    const cycles = new Set(turns.map(({ cycle }) => cycle)).size;
    const why = `${turns.length} turns and ${Math.max(0, cycles - 1)} rollovers: fewer than ${LEAST_POINTS - 1} after the context was half full`;
    return launch.planned.steps.map((step) => {
      if (!growth) return caseValue(step.case, null, why);
      const { slope, low, high } = growth;
      return {
        ...caseValue(step.case, slope / MIB, why),
        plusMinus: Math.max(high - slope, slope - low) / MIB,
      };
    });
  },
};
