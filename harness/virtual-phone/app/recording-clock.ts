import type { VirtualClock } from '../physics/virtual-clock.ts';
import type { BodyReading, BodyStep } from './body-protocol.ts';

/** A virtual clock that keeps what passed, for an agent whose own clock follows. */
export interface RecordingClock extends VirtualClock {
  /** What passed since the last call, and what the sensors read at its end. */
  take(): BodyStep[];
}

/** `reading` is asked before each step, and stands in one only where it changed. */
export function recordingClock(clock: VirtualClock, reading: () => BodyReading): RecordingClock {
  let steps: BodyStep[] = [];
  let known = '';
  const changed = (): Pick<BodyStep, 'reading'> => {
    const now = reading();
    const text = JSON.stringify(now);
    if (text === known) return {};
    known = text;
    return { reading: now };
  };
  return {
    ...clock,
    advance(us) {
      steps.push({ us, ...changed() });
      clock.advance(us);
    },
    jump(us) {
      steps.push({ jumpUs: us });
      clock.jump(us);
    },
    take() {
      const last = changed();
      const taken = last.reading ? [...steps, last] : steps;
      steps = [];
      return taken;
    },
  };
}
