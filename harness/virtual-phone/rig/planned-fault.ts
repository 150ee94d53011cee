import { UNTRUSTED } from '../webdriveragent.ts';
import type { Refusal, Reply } from './agent-gate.ts';

/** What goes wrong. */
export type FaultKind =
  /** The phone's tunnel: cable out, phone off. Nothing of it answers. */
  | 'tunnel gone'
  /** The tunnel is listed, and nothing behind it says a word. */
  | 'tunnel silent'
  /** WebDriverAgent is gone; phone, app and files are well. */
  | 'agent gone'
  /** WebDriverAgent takes every request and answers none. */
  | 'agent silent'
  /** The Appium server of the run has crashed. */
  | 'appium gone'
  /** The phone takes no app: its signature is not accepted. */
  | 'install refused'
  /** Nothing can be written on the phone any more. */
  | 'phone full'
  /** WebDriverAgent refuses one command with an error of its own. */
  | 'agent refuses once'
  /** WebDriverAgent knows its session no more: it was started anew, or somebody else opened one. */
  | 'session ended'
  /** A connection to the file service is cut, once. */
  | 'files cut'
  /** The file service takes what is sent and says nothing. */
  | 'files silent'
  /** Both ways to install an app take it and say nothing. */
  | 'install silent'
  /** The phone starts anew: nothing of it answers, then WebDriverAgent is not there until the developer image is. */
  | 'phone restarts'
  /** It has started anew, and its developer image is not there: nothing starts WebDriverAgent. */
  | 'image lost'
  /** iOS does not trust whoever signed the app. */
  | 'app not trusted'
  /** The profiles of all apps on the phone have ended. */
  | 'profile ended'
  /** The log that a launch left is of a version of the protocol that nobody here knows. */
  | 'log of another version'
  /** It ends in the middle of a line. */
  | 'log cut off'
  /** A line of it is no event. */
  | 'log garbled'
  /** The home screen lies in front of the app, until it is launched once more. */
  | 'app behind'
  /** Diagnostics refuse every connection: nobody knows how warm the battery is. */
  | 'diagnostics gone'
  /** The battery is hot, whatever is waited for. */
  | 'battery hot'
  /** The battery is nearly empty and does not charge. */
  | 'battery empty'
  /** Auto-Lock has locked it; it has no passcode. */
  | 'phone locked'
  /** iOS asks for something. */
  | 'alert in front';

/** When it goes wrong: while a session does this. */
export const moments = ['install', 'push', 'launch', 'measuring', 'collect', 'between launches'] as const;
export type Moment = (typeof moments)[number];

/** One row of a fault script. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly moment: Moment;
  /** The n-th time that the moment comes, from 1. */
  readonly time: number;
  /** How long it lasts in real time, ms; null: until the lab closes. Of no meaning for what happens once. */
  readonly lastsMs: number | null;
}

/** Kinds that happen once and are over. */
export const happensOnce = (kind: FaultKind): boolean => once.includes(kind);

const once: readonly FaultKind[] = [
  'agent refuses once',
  'files cut',
  'phone locked',
  'alert in front',
  'appium gone',
  'app behind',
  'log of another version',
  'log cut off',
  'log garbled',
];

/** How WebDriverAgent itself says these things. */
export const refusals = {
  'agent refuses once': { status: 500, error: 'unknown error', message: 'Application is not running' },
  'session ended': { status: 404, error: 'invalid session id', message: 'Session does not exist' },
  'app not trusted': { status: 500, error: 'unknown error', message: UNTRUSTED },
} as const satisfies Partial<Record<FaultKind, Refusal>>;

/** XCUIApplicationStateRunningBackground, as WebDriverAgent answers it. */
export const BEHIND: Reply = { status: 200, value: 3 };

/** A moment by the request to WebDriverAgent that begins it. */
export const momentOfRequest: Readonly<Record<string, Moment>> = {
  'POST /wda/apps/launch': 'launch',
  'POST /wda/apps/state': 'measuring',
};

/** A moment by what a session says that it does next. */
export function momentOfStep(message: string): Moment | null {
  if (message.startsWith('installing ')) return 'install';
  if (message.startsWith('sending the model ')) return 'push';
  if (message.startsWith('fetching the log ')) return 'collect';
  if (message.startsWith('cooling down ')) return 'between launches';
  return null;
}
