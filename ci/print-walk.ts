import { readFileSync } from 'node:fs';
import { isTest, sourceFiles } from './sources.ts';
import { callGraph, walkOf } from './walk.ts';
import { buildToReport, ENTRY } from './walks.ts';

/** `npm run walk`: the files from build.json to the report, in reading order. */
const read = (path: string): string => readFileSync(path, 'utf8');
const walk = walkOf(
  ENTRY,
  buildToReport,
  callGraph(
    sourceFiles().filter((path) => !isTest(path)),
    read,
  ),
  read,
);
for (const [i, { file, room, waypoint }] of walk.steps.entries()) {
  const mark = walk.steps[i - 1]?.room === room ? ' ' : '→';
  process.stdout.write(`${mark} ${file}${waypoint ? `  ${waypoint}` : ''}\n`);
}
process.stdout.write(`${walk.files} files, ${walk.changes} changes of room\n`);
