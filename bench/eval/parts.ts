import { abCoverage } from './ab-coverage.ts';
import { nightly } from './nightly.ts';
import { planted } from './planted.ts';
import type { Part } from './row.ts';
import { speed } from './speed.ts';
import { throttle } from './throttle.ts';

/** What `npm run eval` evaluates: one line a part. */
export const parts: readonly Part[] = [abCoverage, nightly, throttle, planted, speed];
