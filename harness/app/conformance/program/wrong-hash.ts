import { CheckedLaunch } from '../../../protocol/rules/checked-launch.ts';
import type { Finding } from '../conclude.ts';
import type { EndedLaunch, LaunchPlace } from './launch-place.ts';
import { answersPlan } from './plans.ts';

const NAME = 'wrong-hash';

/** A model that is not the planned one is refused before anything is measured with it. */
export async function wrongHash(place: LaunchPlace): Promise<Finding> {
  const model = { ...place.model, sha256: 'f'.repeat(64) };
  const launch = await place.run(
    NAME,
    JSON.stringify(place.adapted({ ...answersPlan(model), launch: NAME })),
  );
  const found = whyNotRefused(launch, place.model.sha256);
  return {
    id: 'refuses-another-model',
    says: 'a model whose hash is not the plan’s is refused before the first trial, and a hash in model.digest is that of the file',
    violations: found === null ? [] : [{ launch: NAME, ...found }],
  };
}

/** @param own hash of the model that lies there */
function whyNotRefused(
  { end, files }: EndedLaunch,
  own: string | null,
): { readonly line: number | null; readonly words: string } | null {
  const launch = files && new CheckedLaunch(files);
  const [digest] = launch?.of('model.digest') ?? [];
  if (digest && digest.event.sha256 !== own)
    return { line: digest.line, words: 'the hash is not that of the file' };
  const [trial] = launch?.of('trial.started') ?? [];
  if (trial) return { line: trial.line, words: 'a trial begins, and its model is not the planned one' };
  if (end.code === 0) return { line: null, words: 'it ended with 0, as if all had been done' };
  return (launch?.of('fault').length ?? 0) > 0
    ? null
    : { line: null, words: 'no fault says that the model is another one' };
}
