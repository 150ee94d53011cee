import type { PublishedRun } from '../../publish/published-run.ts';

/** Formats that were asked for and are not there: a doubt about what was published, and none about the run. */
export const unpublishedLines = ({ unpublished }: Pick<PublishedRun, 'unpublished'>): string[] =>
  unpublished.map(({ publisher, code, message }) => `! not published as ${publisher}: ${code}: ${message}`);
