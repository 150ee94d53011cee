import { z } from 'zod';
import { night, shownNight } from './night.ts';

/** In place of a verdict, of a run whose launches are not all there yet. */
export const MEASURING = 'measuring';

/** A run as a list shows it; its verdict is `measuring` while a process measures it. */
export const listedRun = shownNight.extend({
  kind: night.shape.kind,
  /** Path of its folder. */
  folder: z.string(),
  /** Path of its report; null where none was written yet. */
  report: z.string().nullable(),
});
export type ListedRun = z.infer<typeof listedRun>;

/** The runs of a folder, the newest first. */
export const runsDocument = z.object({
  /** Folder of the run folders. */
  root: z.string(),
  /** So many are there; those that were asked for follow. */
  all: z.int(),
  runs: z.array(listedRun),
  /** Folders that are no run, or could not be read. */
  skipped: z.array(z.object({ folder: z.string(), reason: z.string() })),
});
export type RunsDocument = z.infer<typeof runsDocument>;

/** Which runs are asked for; what is absent is not asked. */
export interface RunFilter {
  readonly verdicts?: readonly string[] | undefined;
  /** Name, version, or how the commit or the app's hash begins; of the candidate or the baseline. */
  readonly build?: string | undefined;
  /** Id or name of a phone. */
  readonly device?: string | undefined;
  /** Runs that began then or later, ISO 8601. */
  readonly since?: string | undefined;
  /** Words that all stand somewhere in the run, its builds, phones or headline. */
  readonly text?: string | undefined;
}

/** Whether a run is one of those that are asked for. Upper and lower case are alike. */
export function isAskedFor(run: ListedRun, filter: RunFilter): boolean {
  const { verdicts, build, device, since, text } = filter;
  return (
    (verdicts === undefined || verdicts.some((verdict) => same(verdict, run.verdict))) &&
    (build === undefined || run.builds.some((each) => isBuild(each, build))) &&
    (device === undefined || run.devices.some(({ id, name }) => same(id, device) || same(name, device))) &&
    (since === undefined || run.at >= since) &&
    (text === undefined || wordsOf(text).every((word) => shownText(run).includes(word)))
  );
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Shorter beginnings of a hash than this are found by chance. */
const LEAST_OF_HASH = 6;

function isBuild({ name, version, commit, app }: ListedRun['builds'][number], asked: string): boolean {
  const begins = (hash: string | undefined): boolean =>
    asked.length >= LEAST_OF_HASH && hash?.toLowerCase().startsWith(asked.toLowerCase()) === true;
  return (
    [name, version, `${name} ${version}`].some((each) => same(each, asked)) || begins(commit) || begins(app)
  );
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

const shownText = ({ run, verdict, headline, builds, devices }: ListedRun): string =>
  [
    ...[run, verdict, headline ?? ''],
    ...builds.flatMap(({ name, version, commit }) => [name, version, commit ?? '']),
    ...devices.flatMap(({ id, name, os }) => [id, name, `iOS ${os}`]),
  ]
    .join(' ')
    .toLowerCase();
