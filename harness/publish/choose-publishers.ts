import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../errors/nearest.ts';
import { type PublisherName, publisherNames } from './publisher-names.ts';

/** What every CI and every reader can use, wherever the run was made. */
const EVERYWHERE: readonly PublisherName[] = ['junit', 'summary'];

/** Asks for nothing but result.json and report.html. */
export const NO_PUBLISHER = 'none';

/**
 * The formats that were asked for; where none was named: JUnit and a summary, and what the CI reads that runs us.
 * @param asked names, each alone or several between commas; `none` for no format
 * @param env says which CI it is
 * @throws HeatsoakError `PUBLISHER_UNKNOWN`
 */
export function choosePublishers(
  asked: readonly string[] | undefined,
  env: Readonly<Record<string, string | undefined>>,
): PublisherName[] {
  if (asked === undefined) return [...EVERYWHERE, ...ofThisCi(env)];
  const names = asked.flatMap((each) => each.split(',')).map((each) => each.trim());
  const chosen = names.filter((name) => name !== NO_PUBLISHER).map(publisherNamed);
  return [...new Set(chosen)];
}

function ofThisCi(env: Readonly<Record<string, string | undefined>>): PublisherName[] {
  if (env['GITHUB_ACTIONS'] === 'true') return ['github'];
  return env['GITLAB_CI'] === 'true' ? ['gitlab'] : [];
}

function publisherNamed(name: string): PublisherName {
  const known = publisherNames.find((each) => each === name);
  if (known) return known;
  const near = nearestName(name, publisherNames);
  throw new HeatsoakError('PUBLISHER_UNKNOWN', `there is no publisher "${name}"${didYouMean(near)}`, {
    hint: `choose among ${publisherNames.join(', ')}, or ${NO_PUBLISHER}`,
  });
}
