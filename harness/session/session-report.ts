import { messageWithHint } from '../errors/heatsoak-error.ts';
import type { SessionReport, SessionRequest } from './session-context.ts';

/** Reports to the run's progress; `launchesDone` is asked each time. */
export function sessionReport(
  { progress, planned }: Pick<SessionRequest, 'progress' | 'planned'>,
  launchesDone: () => number,
): SessionReport {
  let isLost = false;
  const step = (message: string) => ({
    device: planned.device.id,
    message,
    launchesDone: launchesDone(),
    launchesPlanned: planned.launches.length,
  });
  return {
    step: (message) => progress(step(message)),
    lost(error) {
      if (isLost) return;
      isLost = true;
      progress({ ...step(`session lost: ${messageWithHint(error)}`), lost: true });
    },
  };
}
