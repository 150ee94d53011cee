import type { EventOf } from '../../../protocol/event.ts';
import type {
  BodyAnswers,
  BodyAsk,
  BodyReading,
  BodyStep,
} from '../../../virtual-phone/app/body-protocol.ts';
import { BODY_PROTOCOL_VERSION } from '../../../virtual-phone/app/body-protocol.ts';
import { type RecordingClock, recordingClock } from '../../../virtual-phone/app/recording-clock.ts';
import { createVirtualClock } from '../../../virtual-phone/physics/virtual-clock.ts';

/** What a trial's log must say. */
export type PlantedTrial = Pick<EventOf<'tokens'>, 'trial' | 't0' | 'deltasUs'> & { readonly ids: number[] };

/** What the sensors read from a moment on, until another is given. */
export interface PlantedReading {
  readonly fromUs: number;
  readonly reading: BodyReading;
}

const MIB = 2 ** 20;
/** The tokens of each trial during which memory stands higher. */
const HIGH = { from: 4, until: 22 };
const REST: BodyReading = {
  ...{
    footprintBytes: 300 * MIB,
    mappedBytes: 40 * MIB,
    availableBytes: 2000 * MIB,
    peakFootprintBytes: null,
  },
  ...{ memoryWarnings: 0, thermalState: 'nominal', lowPowerMode: false, batteryPercent: 80, charging: true },
  ...{ brightness: 0.25, foreground: true, network: 'airplane', freeDiskBytes: 6e10 },
};
/** From this trial's fourth token on the phone is hot. */
const HOT_TRIAL = 2;
/** The token in each trial that the phone shows as another id than the engine made. */
const OTHER_ID_AT = 5;

/** Times that no physics gives: of no two neighbours alike, and each with its own microseconds. */
const tokenUs = (trial: number, index: number): number =>
  index === 0 ? 90_007 + 1000 * trial : 8003 + 1009 * ((trial * 31 + index * 17) % 53);

/** A phone's body that is no simulation: what passes, and what the sensors read meanwhile, is written down beforehand. */
export class PlantedPhone {
  readonly trials: PlantedTrial[] = [];
  readonly readings: PlantedReading[] = [];
  private reading: BodyReading = REST;
  private readonly clock: RecordingClock = recordingClock(
    createVirtualClock('2026-03-01T00:00:00.000Z'),
    () => this.reading,
  );
  private trial = 0;
  private vocabularySize = 1;

  /** The answer to one line; time passes by it. */
  answer(ask: BodyAsk): object & { readonly steps: readonly BodyStep[] } {
    if (this.readings.length === 0) this.read(REST);
    const answer = this.to(ask);
    return { steps: this.clock.take(), ...answer };
  }

  private to(ask: BodyAsk): object {
    switch (ask.ask) {
      case 'hello':
        return hello;
      case 'load':
        this.vocabularySize = ask.vocabularySize;
        this.clock.advance(50_000);
        return { backend: ask.backend } satisfies BodyAnswers['load'];
      case 'opened':
        this.trial = ask.trial;
        return {};
      case 'generate':
        this.trials.push({ trial: this.trial, t0: this.clock.nowUs(), deltasUs: [], ids: [] });
        return {};
      case 'token':
        return this.token(ask.id);
      case 'generated':
        return { cachedTokens: 0, bundled: false, counters: null } satisfies BodyAnswers['generated'];
      case 'digest':
        return { sha256: ask.sha256 } satisfies BodyAnswers['digest'];
      case 'score':
        return { lossNats: 0 } satisfies BodyAnswers['score'];
      case 'idle':
        this.clock.advance(ask.seconds * 1e6);
        return {};
      case 'probe':
        this.clock.advance(5000);
        return {};
      default:
        return {};
    }
  }

  private token(made: number): BodyAnswers['token'] {
    const trial = this.trials.at(-1);
    // A program that asks for tokens before it generates gets none.
    if (!trial) return { ended: true };
    const { deltasUs, ids } = trial;
    const index = deltasUs.length;
    const isHigh = index >= HIGH.from && index < HIGH.until;
    const isHot = this.trial > HOT_TRIAL || (this.trial === HOT_TRIAL && index >= 3);
    this.read({
      ...REST,
      footprintBytes: REST.footprintBytes + (isHigh ? 100 * MIB : 0),
      thermalState: isHot ? 'serious' : 'nominal',
    });
    const us = tokenUs(this.trial, index);
    this.clock.advance(us);
    const id = index === OTHER_ID_AT ? (made + 1) % this.vocabularySize : made;
    deltasUs.push(us);
    ids.push(id);
    return { id };
  }

  private read(reading: BodyReading): void {
    if (JSON.stringify(reading) === JSON.stringify(this.readings.at(-1)?.reading)) return;
    this.reading = reading;
    this.readings.push({ fromUs: this.clock.nowUs(), reading });
  }
}

const hello: BodyAnswers['hello'] = {
  protocolVersion: BODY_PROTOCOL_VERSION,
  wallClock: '2026-03-01T00:00:00.000Z',
  cold: false,
  identity: {
    build: {
      bundleId: 'planted',
      version: '1',
      configuration: 'release',
      entitlements: [],
      debuggerAttached: false,
    },
    device: { model: 'planted', chip: null, os: 'planted', osBuild: '1', memoryBytes: 8 * 1024 * MIB },
    virtual: true,
    unreadable: { chip: 'it is none' },
  },
};
