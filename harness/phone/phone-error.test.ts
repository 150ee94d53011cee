import { expect, test } from 'vitest';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { phoneError } from './phone-error.ts';

/** As the WebDriver client throws it: the W3C code is its name, Node's code that of the connection. */
const thrown = (name: string, message: string, code?: string): Error =>
  Object.assign(new Error(message), { name, ...(code ? { code } : {}) });

test.each([
  ['invalid session id', 'A session is either terminated or not started', 'SESSION_LOST'],
  ['invalid session id', 'Session does not exist', 'SESSION_LOST'],
  ['session not created', 'No tunnel found', 'SESSION_REFUSED'],
  ['timeout', 'timeout of 60000ms exceeded', 'COMMAND_TIMED_OUT'],
  ['unknown error', 'An unknown server-side error occurred: 0xe8008015', 'INSTALL_REFUSED'],
  ['unknown error', 'Original error: DeviceOSVersionTooLow: it needs iOS 27', 'INSTALL_REFUSED'],
  ['unknown error', 'Unexpected data: {"Error":"ApplicationVerificationFailed"}', 'INSTALL_REFUSED'],
  ['unknown error', 'Failed to install embedded profile for a.b : 0xe8008011', 'PROFILE_EXPIRED'],
  ['unknown error', 'This provisioning profile has expired.', 'PROFILE_EXPIRED'],
])('the driver says "%s" with "%s": %s', (name, message, code) => {
  expect(phoneError('installApp', 'X', thrown(name, message))).toMatchObject({ code });
});

test.each([
  'Could not find a pair record for device. Please first pair',
  'usbmuxd is not running',
  'No tunnel found',
  'RemoteXPC tunnel is not available for this session',
])(
  '"%s" is said of a road of this host: it says neither that the tunnel is gone nor that the phone refused anything',
  (words) => {
    const error = thrown('unknown error', `Cannot install the app. Original error: ${words}`);
    for (const command of ['installApp', 'deviceInfo'])
      expect(phoneError(command, 'X', error)).toMatchObject({ code: 'COMMAND_FAILED' });
  },
);

test('an install that gets no answer was not refused', () => {
  const error = thrown('unknown error', 'readExact timeout after 30000ms waiting for 4 bytes');
  expect(phoneError('installApp', 'X', error)).toMatchObject({ code: 'COMMAND_TIMED_OUT' });
});

test('a WebDriverAgent that says nothing within the driver’s minute did not refuse', () => {
  const words = 'Could not proxy command to the remote server. Original error: timeout of 60000ms exceeded';
  expect(phoneError('launchApp', 'X', thrown('unknown error', words))).toMatchObject({
    code: 'COMMAND_TIMED_OUT',
  });
});

test('an app whose signature iOS does not trust is the app’s fault', () => {
  const words = 'its profile has not been explicitly trusted by the user';
  expect(phoneError('launchApp', 'X', thrown('unknown error', words))).toMatchObject({
    code: 'APP_NOT_TRUSTED',
    kind: 'install',
  });
});

test('a text that speaks of a session is no session that was lost, when the driver has another code for it', () => {
  expect(phoneError('deviceInfo', 'X', thrown('unknown error', 'no invalid session id here'))).toMatchObject({
    code: 'COMMAND_FAILED',
  });
});

test.each(['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET'])('%s: the server itself is gone', (code) => {
  const error = phoneError('installApp', 'X', thrown('WebDriverRequestError', 'Request failed', code));
  expect(error).toMatchObject({ code: 'APPIUM_LOST', kind: 'host' });
});

test.each([
  'Request failed with error code ECONNRESET when running "session" with method "POST"',
  'Request failed with error code UND_ERR_SOCKET',
  'Unable to connect to "http://127.0.0.1:4723/secret", make sure browser driver is running on that address.',
])('a session that was being opened as the server went is not one that was refused: %s', (words) => {
  expect(phoneError('session', 'X', new Error(words))).toMatchObject({ code: 'APPIUM_LOST', kind: 'host' });
});

test('what has a name already keeps it', () => {
  const named = new HeatsoakError('AFC_LOST', 'gone');
  expect(phoneError('pushModel', 'X', named)).toBe(named);
});

test('a phone is told by the ends of its udid, in the words of the driver too: what is said is published', () => {
  const udid = '00008140-000A1B2C3D4E5F67';
  const words = `Could not find a pair record for device '${udid}'`;
  const { message } = phoneError('installApp', udid, thrown('unknown error', words));
  expect(message).toContain(
    "on phone 00008140…5F67: the app did not get to the phone (Could not find a pair record for device '00008140…5F67')",
  );
  expect(message).not.toContain(udid);
});
