import type { ErrorCode } from '../errors/codes.ts';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { shortUdid } from '../words/short-udid.ts';

interface Failure {
  readonly code: ErrorCode;
  /** After "installApp on phone X: ". */
  readonly sentence: string;
  readonly hint?: string;
}

/** W3C error codes, which Appium and WebDriverAgent pass on; their texts change from version to version. */
const byDriverCode: Readonly<Record<string, Failure>> = {
  'invalid session id': {
    code: 'SESSION_LOST',
    sentence: 'the session was ended by someone else',
    hint: 'only one program may drive a phone; look for a second run or Inspector',
  },
  'session not created': {
    code: 'SESSION_REFUSED',
    sentence: 'no session could be opened',
    hint: 'check that WebDriverAgent runs, the phone is unlocked, and the tunnel is up',
  },
  timeout: { code: 'COMMAND_TIMED_OUT', sentence: 'the phone did not answer in time' },
  'script timeout': { code: 'COMMAND_TIMED_OUT', sentence: 'the phone did not answer in time' },
};

/** What Node and its HTTP client call a server that is gone; a phone that is gone is reported by the server. */
const appiumGone: readonly string[] = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];
const appiumLost: Failure = { code: 'APPIUM_LOST', sentence: 'the Appium server is gone' };

/**
 * What the driver has no code for, by what the phone, or the driver's own clock, says; the commands that it is said of; the first
 * that fits counts. That a tunnel is gone is never told so: the driver's words for it are those of whatever other road the host has.
 */
const byWords: readonly (readonly [RegExp, (command: string) => boolean, Failure])[] = [
  // Of an opening that fails the client throws its words alone, without the code (webdriver 9, startWebDriverSession).
  [
    new RegExp(`error code (${appiumGone.join('|')})|^Unable to connect to "`),
    (command) => command === 'session',
    appiumLost,
  ],
  // FrontBoard, of an app whose signature, entitlements or profile iOS does not accept.
  [
    /explicitly trusted by the user|invalid code signature|inadequate entitlements/i,
    (command) => command === 'launchApp',
    { code: 'APP_NOT_TRUSTED', sentence: 'iOS does not trust who signed the app' },
  ],
  // The driver waits half a minute for each answer to an install.
  [
    /timeout after \d+ ?ms|timed out/i,
    (command) => command === 'installApp',
    {
      code: 'COMMAND_TIMED_OUT',
      sentence: 'the phone took the app and said nothing',
      hint: 'unlock the phone and restart the tunnel; where it comes again, restart the phone',
    },
  ],
  // installd's number for a profile that has ended, and its words.
  [
    /0xe8008011|provisioning profile has expired/i,
    (command) => command === 'installApp',
    { code: 'PROFILE_EXPIRED', sentence: 'the provisioning profile of the app has ended' },
  ],
  // An answer of installd: the name of an error, or its number for a signature.
  [
    /Original error: [A-Z][A-Za-z]+: |"Error": ?"[A-Z]|\b0xe8[0-9a-f]{6}\b/,
    (command) => command === 'installApp',
    { code: 'INSTALL_REFUSED', sentence: 'the phone refused the app' },
  ],
  // The driver waits a minute for each answer of WebDriverAgent.
  [
    /timeout of \d+ ?ms exceeded/i,
    (command) => command !== 'session',
    { code: 'COMMAND_TIMED_OUT', sentence: 'WebDriverAgent did not answer in time' },
  ],
];

/** What is left, by the command. */
const byCommand: Readonly<Record<string, Failure>> = {
  // Without an answer of the phone nothing was refused: the way to it may have broken, and it is tried again.
  installApp: { code: 'COMMAND_FAILED', sentence: 'the app did not get to the phone' },
  session: { code: 'SESSION_REFUSED', sentence: 'no session could be opened' },
};

/** What the driver says, turned into what is wrong: by its code, else by the command, and by its words where it has no other. */
export function phoneError(command: string, udid: string, error: unknown): HeatsoakError {
  if (error instanceof HeatsoakError) return error;
  const { code, sentence, hint } = failureOf(command, error);
  // The driver names the phone too, and what is said here is published.
  const words = messageOf(error).replaceAll(udid, shortUdid(udid));
  return new HeatsoakError(code, `${command} on phone ${shortUdid(udid)}: ${sentence} (${words})`, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}

function failureOf(command: string, error: unknown): Failure {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  const coded = typeof name === 'string' ? byDriverCode[name] : undefined;
  if (coded) return coded;
  if (code === 'ETIMEDOUT') return { code: 'COMMAND_TIMED_OUT', sentence: 'Appium did not answer in time' };
  if (typeof code === 'string' && appiumGone.includes(code)) return appiumLost;
  const words = messageOf(error);
  const found = byWords.find(([pattern, isOf]) => isOf(command) && pattern.test(words));
  return found?.[2] ?? byCommand[command] ?? { code: 'COMMAND_FAILED', sentence: 'the driver refused' };
}
