/**
 * The formats that a run can be published in besides result.json and report.html, which every run has. `--publish` and
 * heatsoak.config.json choose among these names.
 */
export const publisherNames = [
  'junit',
  'ctrf',
  'bencher',
  'benchmark-action',
  'openmetrics',
  'gitlab',
  'summary',
  'github',
  'webhook',
] as const;
export type PublisherName = (typeof publisherNames)[number];
