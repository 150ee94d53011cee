import { abCells } from './ab-cells.ts';
import { abCoverage } from './ab-coverage.ts';
import { abStopping } from './ab-stopping.ts';
import { abVerdicts } from './ab-verdicts.ts';
import { nightly } from './nightly.ts';
import { planted } from './planted.ts';
import type { Part } from './row.ts';
import { speed } from './speed.ts';
import { throttle } from './throttle.ts';

/** What `npm run eval` evaluates: one line a part. */
export const parts: readonly Part[] = [
  abCoverage,
  abVerdicts,
  abCells,
  abStopping,
  nightly,
  throttle,
  planted,
  speed,
];
