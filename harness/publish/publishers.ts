import { bencher } from './bencher.ts';
import { benchmarkAction } from './benchmark-action.ts';
import { ctrf } from './ctrf.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { junit } from './junit.ts';
import { openMetrics } from './openmetrics.ts';
import type { Publisher } from './publisher.ts';
import type { PublisherName } from './publisher-names.ts';
import { summary } from './summary.ts';
import { webhook } from './webhook.ts';

/** Every publisher by its name. */
export const publishers: Readonly<Record<PublisherName, Publisher>> = {
  junit,
  ctrf,
  bencher,
  'benchmark-action': benchmarkAction,
  openmetrics: openMetrics,
  gitlab,
  summary,
  github,
  webhook,
};
