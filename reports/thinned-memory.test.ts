import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveLogs, resultOf } from '../harness/judge/derive.ts';
import { agentRun } from '../harness/measure/planted/agent-run.fixture.ts';
import type { MemorySample } from '../harness/protocol/memory-sample.ts';
import {
  allColumns,
  memorySeries,
  restlessSeries,
  thinned,
} from '../harness/protocol/memory-samples.fixture.ts';
import type { MemoryColumns } from '../harness/protocol/memory-samples.ts';
import { readLog } from '../harness/protocol/read-log.ts';
import { envelope } from './client/timeline/envelope.ts';
import { embedTimelines } from './embed.ts';
import { timelineOf } from './timeline.ts';

const run = await agentRun({ launches: [{}] });
const [[key, log] = ['', '']] = run.texts;

/** All that is made of a log whose memory lines are these columns and one sample each at their ends. */
function madeOf(
  columns: (samples: readonly MemorySample[]) => MemoryColumns,
  samples: readonly MemorySample[],
) {
  let [from, first] = [0, true];
  const text = log.replace(/^\{.*"type":"memory".*$/gm, (line) => {
    const { v, seq, t } = JSON.parse(line) as { v: number; seq: number; t: number };
    const end = samples.findIndex(({ tUs }) => tUs > t);
    const own = samples.slice(from, end < 0 ? samples.length : end);
    from += own.length;
    const last = { ...(own.at(-1) ?? samples[0]), tUs: t } as MemorySample;
    const kernelPeakBytes = first ? 900 * 2 ** 20 : null;
    first = false;
    return JSON.stringify({ v, seq, t, type: 'memory', ...columns([...own, last]), kernelPeakBytes });
  });
  const launches = new Map([[key, readLog(text)]]);
  const derived = deriveLogs({ manifest: run.manifest, harness: run.logs.harness, launches });
  const [launch] = derived.measurement.launches;
  if (!launch) throw new Error('the run has a launch');
  return { derived, launch, timeline: timelineOf(launch, run, []), bytes: text.length };
}

test('metrics, checks, verdict and charts of thinned memory are those of the full series', () => {
  fc.assert(
    fc.property(memorySeries(0), (samples) => {
      const [full, thin] = [madeOf(allColumns, samples), madeOf(thinned, samples)];
      expect(thin.bytes).toBeLessThanOrEqual(full.bytes);
      expect(thin.launch).toEqual(full.launch);
      expect(resultOf(thin.derived)).toEqual(resultOf(full.derived));
      expect(embedTimelines([thin.timeline])).toEqual(embedTimelines([full.timeline]));
    }),
    { numRuns: 40 },
  );
});

test('they are also where the sampler came early and late, but for when a value that stayed was read', () => {
  fc.assert(
    fc.property(memorySeries(20_000), (samples) => {
      const [full, thin] = [madeOf(allColumns, samples), madeOf(thinned, samples)];
      expect(resultOf(thin.derived)).toEqual(resultOf(full.derived));
      const drawn = ({ timeline: { memory, endUs } }: typeof full) =>
        envelope({ times: memory.tUs, values: memory.footprintBytes }, 0, endUs, 1e9).map(({ y }) => y);
      expect(drawn(thin)).toEqual(drawn(full));
    }),
    { numRuns: 40 },
  );
});

test('metrics, checks and verdict of restless memory are those of the full series, though four in five samples are left out', () => {
  fc.assert(
    fc.property(restlessSeries, (samples) => {
      const [full, thin] = [madeOf(allColumns, samples), madeOf(thinned, samples)];
      expect(resultOf(thin.derived)).toEqual(resultOf(full.derived));
    }),
    { numRuns: 20 },
  );
});
