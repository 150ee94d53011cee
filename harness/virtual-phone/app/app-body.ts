import type { Sensors, WindowListener } from '../../agent/ports.ts';
import { thermalStateOf } from '../physics/heat.ts';
import { chargedBytes } from '../physics/memory.ts';
import { createLaunchNoise, type LaunchNoise } from '../physics/noise.ts';
import { physicalSensors } from '../physics/physical-sensors.ts';
import { profileNamed } from '../physics/profiles.ts';
import { type DeathCause, Simulation } from '../physics/simulation.ts';
import type { VirtualClock } from '../physics/virtual-clock.ts';
import type { AppMessage, EndMessage, LaunchOrder } from './launch-messages.ts';

/** What the phone is for one launch of an app, whichever agent the app has. */
export interface AppBody {
  readonly clock: VirtualClock;
  readonly simulation: Simulation;
  readonly noise: LaunchNoise;
  readonly sensors: Sensors;
  readonly windows: WindowListener;
  /** The trial that runs now, or ran last. */
  trial(): number;
  /** The hash that the app says it found. */
  saidDigest(found: string): string;
  /** Reports to the phone that the app will compute no more. */
  end(type: 'done'): Promise<void>;
}

/** @param clock at time zero; @param die ends the app's process as the system would; never settles */
export function createAppBody(
  order: LaunchOrder,
  clock: VirtualClock,
  say: (message: AppMessage) => Promise<void>,
  die: (cause: DeathCause) => Promise<never>,
): AppBody {
  let trial = 0;
  const simulation: Simulation = new Simulation({
    clock,
    profile: profileNamed(order.profile),
    effects: order.effects,
    launchIndex: order.buildLaunchIndex,
    heat: order.heat,
    cold: order.cold,
    async die(cause) {
      await (cause === 'hang' ? end('hung') : end('died', cause));
      return die(cause);
    },
  });
  const end = (type: EndMessage['type'], cause?: EndMessage['cause']): Promise<void> =>
    say({
      ...{ type, heat: simulation.heat, elapsedUs: clock.nowUs(), bytes: chargedBytes(simulation.memory) },
      ...(cause ? { cause } : {}),
    });
  const sensors = physicalSensors({ ...order, simulation, trial: () => trial });
  const sayWindow = (open: boolean, of: number): void => {
    void say({ type: 'window', open, trial: of, atMs: performance.timeOrigin + performance.now() });
  };
  return {
    clock,
    simulation,
    noise: createLaunchNoise(order.seed, order.phoneLaunchIndex),
    sensors,
    windows: {
      opened(next) {
        trial = next;
        sayWindow(true, next);
      },
      closed(ended) {
        sayWindow(false, ended);
        const { heat } = simulation;
        void say({ type: 'state', thermalState: thermalStateOf(heat), heat, clockUs: clock.nowUs() });
      },
    },
    trial: () => trial,
    saidDigest: (found) => (order.effects.mistakes.otherModel ? found.split('').reverse().join('') : found),
    end: (type) => end(type),
  };
}
