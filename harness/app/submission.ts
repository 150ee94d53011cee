import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../files/package-home.ts';
import { WARM_UP_CASE } from '../protocol/case-names.ts';
import type { Submission } from '../tables/submission/submission-document.ts';
import type { ShippedSuites } from '../tables/submission/submission-names.ts';
import { submissionOf } from '../tables/submission/submission-of.ts';
import { derive } from './derive.ts';
import { readSuite } from './plan/read-suite.ts';

/**
 * A run as it may be published: comparable, and nothing private in it.
 * @param run its folder
 * @throws HeatsoakError those of `derive`
 */
export async function submissionOfRun(run: string): Promise<Submission> {
  return submissionOf(await derive(run), await shippedSuites());
}

async function shippedSuites(): Promise<ShippedSuites> {
  const folder = join(packageRoot, 'suites');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const suites = await Promise.all(files.map((name) => readSuite(join(folder, name))));
  return new Map(suites.map(({ id, cases }) => [id, [...cases.map((each) => each.id), WARM_UP_CASE]]));
}
