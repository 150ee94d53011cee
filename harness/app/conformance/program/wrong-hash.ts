import { CheckedLaunch } from '../../../protocol/rules/checked-launch.ts';
import type { Finding } from '../conclude.ts';
import type { LaunchViolation } from '../conformance-document.ts';
import { answersPlan } from './plans.ts';
import type { Workplace } from './workplace.ts';

const NAME = 'wrong-hash';

/** A model that is not the planned one is told by its own hash, or refused before anything is measured. */
export async function wrongHash(place: Workplace): Promise<Finding> {
  const model = { ...place.model, sha256: 'f'.repeat(64) };
  const { files } = await place.run(NAME, JSON.stringify({ ...answersPlan(model), launch: NAME }));
  const launch = files && new CheckedLaunch(files);
  return {
    id: 'tells-the-hash',
    says: 'the hash in model.digest is that of the file on the device, whatever the plan says; or the launch is refused',
    violations: launch === null ? [] : violationsOf(launch, place.model.sha256),
  };
}

function violationsOf(launch: CheckedLaunch, own: string | null): LaunchViolation[] {
  const [digest] = launch.of('model.digest');
  if (digest && digest.event.sha256 !== own)
    return [{ launch: NAME, line: digest.line, words: 'the hash is not that of the file' }];
  const isMeasured = launch.of('trial.finished').some(({ event }) => event.scored);
  return !digest && isMeasured
    ? [{ launch: NAME, line: null, words: 'nothing tells that the model is another one' }]
    : [];
}
