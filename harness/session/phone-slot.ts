import type { PlannedDevice } from '../experiment/manifest.ts';
import type { Phone } from '../phone/phone.ts';
import type { PhoneFiles } from '../phone/phone-files.ts';
import type { Reopening } from './plan/reopening.ts';

/** One phone of the lab, ready to be opened: where a session runs. */
export interface PhoneSlot {
  readonly device: PlannedDevice;
  open(onCommand: CommandListener): Promise<Phone>;
  /** What needs the tunnel alone, where no session can be opened. */
  openFiles?(onCommand: CommandListener): Promise<PhoneFiles>;
  /** Seconds of the phone's own time: real for an iPhone, virtual for a virtual phone. */
  wait(seconds: number): Promise<void>;
  /** The phone's own time, s, where it is not the host's: as late as whoever waits for it has waited. */
  readonly phoneSeconds?: () => number;
  /** Looks for a phone that went away, in real time: drivers take none of a phone's. @returns false when it did not answer within the limit */
  isBack(reopening: Reopening): Promise<boolean>;
  /** What the app's process said before it ended with an error, or an empty text; only a virtual phone knows it. */
  lastWords?(): string;
}

/** Called with every command that was sent to a phone; times are of the host. */
export type CommandListener = (command: string, startedAtMs: number, durationMs: number, ok: boolean) => void;

/** All slots of a run and what they need; closing it leaves nothing running. */
export interface OpenLab {
  readonly slots: readonly PhoneSlot[];
  close(): Promise<void>;
}
