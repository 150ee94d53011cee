import { join, resolve } from 'node:path';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { makeFolder } from '../files/make-folder.ts';
import type { Derived } from '../judge/derive.ts';
import type { PublishedRun } from '../publish/published-run.ts';
import type { Outlet } from '../publish/publisher.ts';
import type { PublisherName } from '../publish/publisher-names.ts';
import { publishers } from '../publish/publishers.ts';
import { reportHtml } from '../publish/report-html.ts';
import { resultJson } from '../publish/result-json.ts';

/** In which formats besides result.json and report.html a run is published, and what the publishers are told. */
export interface PublishOptions {
  /** Default: none. */
  readonly publish?: readonly PublisherName[] | undefined;
  /** What the command ends with; default: 0. */
  readonly exitCode?: number | undefined;
  /** Default: no environment, and what is meant for a CI is dropped. */
  readonly outlet?: Outlet | undefined;
}

/**
 * Publishes a run in its own folder or in another, which is made. A format that fails is told in `unpublished`.
 * @throws HeatsoakError `FILE_UNWRITABLE`, `PLACE_INVALID` or `FOLDER_UNWRITABLE` where result.json or report.html cannot be written
 */
export async function report(
  derived: Derived,
  folder: string,
  { publish = [], exitCode = 0, outlet = nowhere }: PublishOptions = {},
): Promise<PublishedRun> {
  const path = resolve(folder);
  await makeFolder(path);
  const publication = { derived, folder: path, exitCode };
  for (const publisher of [resultJson, reportHtml]) await publisher.publish(publication, outlet);
  const published: PublishedRun['published'] = [];
  const unpublished: PublishedRun['unpublished'] = [];
  for (const name of publish) {
    try {
      const paths = await publishers[name].publish(publication, outlet);
      published.push(...paths.map((each) => ({ publisher: name, path: each })));
    } catch (error) {
      const code = error instanceof HeatsoakError ? error.code : 'INTERNAL';
      unpublished.push({ publisher: name, code, message: messageOf(error) });
    }
  }
  return { report: join(path, 'report.html'), result: join(path, 'result.json'), published, unpublished };
}

const nowhere: Outlet = { env: {}, command: () => undefined };
