import type { Publisher } from './publisher.ts';
import { reportHtml } from './report-html.ts';
import { resultJson } from './result-json.ts';

/** What every run is published as, in this order. */
export const publishers: readonly Publisher[] = [resultJson, reportHtml];
