import { abCoverage } from './ab-coverage.ts';
import { abStopping } from './ab-stopping.ts';
import { abVerdicts } from './ab-verdicts.ts';
import { nightly } from './nightly.ts';
import { evaluatePlanted } from './planted.ts';
import type { Part } from './row.ts';
import { speed } from './speed.ts';
import { throttle } from './throttle.ts';

const planted: Part = {
  name: 'Planted truth',
  rows: async (short) =>
    (await evaluatePlanted(short ? 2 : 20)).map(({ name, target, value, ok }) => ({
      what: name,
      target,
      value,
      met: ok,
    })),
};

/** What `npm run eval` evaluates: one line a part. */
export const parts: readonly Part[] = [abCoverage, abVerdicts, abStopping, nightly, throttle, planted, speed];
