import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';

/** What the driver says, turned into what is wrong: its legacy fallbacks hide the real reason. */
export function phoneError(command: string, udid: string, error: unknown): HeatsoakError {
  if (error instanceof HeatsoakError) return error;
  const message = messageOf(error);
  if (/usbmuxd|No tunnel found|tunnel is not available/i.test(message)) {
    return new HeatsoakError('TUNNEL_LOST', `${command}: the tunnel to phone ${udid} is gone (${message})`, {
      hint: 'reconnect the phone and restart the tunnel; the run goes on with the other phones',
      cause: error,
    });
  }
  if (/invalid session id/i.test(message)) {
    return new HeatsoakError(
      'SESSION_LOST',
      `${command}: the session on phone ${udid} was ended by someone else`,
      {
        hint: 'only one program may drive a phone; look for a second run or Inspector',
        cause: error,
      },
    );
  }
  if (command === 'installApp') {
    return new HeatsoakError('INSTALL_REFUSED', `phone ${udid} refused the app: ${message}`, {
      hint: 'check the signature and the provisioning profile of the .ipa',
      cause: error,
    });
  }
  return new HeatsoakError('COMMAND_FAILED', `${command} on phone ${udid}: ${message}`, {
    hint: 'see appium.log in the run folder',
    cause: error,
  });
}
