import type { Derived } from '../judge/derive.ts';
import { publishers } from '../publish/publishers.ts';

/** Publishes a run in every format beside its log. @returns the path of each file by the publisher's name */
export async function publishRun(derived: Derived, folder: string): Promise<ReadonlyMap<string, string>> {
  const paths = new Map<string, string>();
  for (const each of publishers) paths.set(each.name, await each.publish(derived, folder));
  return paths;
}

/** As `publishRun`; returns the path of the report. */
export async function publishReport(derived: Derived, folder: string): Promise<string> {
  return (await publishRun(derived, folder)).get('report.html') ?? folder;
}
