import { abCoverage } from './ab-coverage.ts';
import { bisect } from './bisect.ts';
import { deaths } from './deaths.ts';
import { cleanParts } from './gate/clean.ts';
import { growingFile } from './gate/growing-file.ts';
import { intervals } from './gate/intervals.ts';
import { launchesNeeded } from './gate/launches.ts';
import { plantedFaults } from './gate/planted.ts';
import { nightly } from './nightly.ts';
import { planted } from './planted.ts';
import type { Part } from './row.ts';
import { speed } from './speed.ts';
import { throttle } from './throttle.ts';
import { wholeSeriesPart } from './whole-series.ts';

/** What `npm run eval` evaluates: one line a part. */
export const parts: readonly Part[] = [
  ...cleanParts,
  plantedFaults,
  deaths,
  bisect,
  intervals,
  launchesNeeded,
  growingFile,
  abCoverage,
  nightly,
  wholeSeriesPart,
  throttle,
  planted,
  speed,
];
