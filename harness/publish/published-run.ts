import { z } from 'zod';

/** Where a run was published. */
export const publishedRun = z.object({
  /** `report.html`: one self-contained page. */
  report: z.string(),
  /** `result.json`: everything that was derived, but the samples. */
  result: z.string(),
  /** What else was written, by the publisher that wrote it. */
  published: z.array(z.object({ publisher: z.string(), path: z.string() })),
  /** Publishers that could not do their work: a doubt about the publication, and none about the run. */
  unpublished: z.array(z.object({ publisher: z.string(), code: z.string(), message: z.string() })),
});
export type PublishedRun = z.infer<typeof publishedRun>;
