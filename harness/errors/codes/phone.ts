import type { Code } from './code.ts';

/** Codes of the phone, its tunnel and its driver. */
export const phoneCodes = {
  APPIUM_NOT_READY: {
    kind: 'host',
    meaning: 'The Appium server did not start.',
    remedy: 'Read its log; npm ci if a package is missing.',
  },
  NO_TUNNEL_REGISTRY: {
    kind: 'host',
    meaning: 'No tunnel registry is known on this host.',
    remedy: 'heatsoak tunnel',
  },
  TUNNEL_LOST: {
    kind: 'device',
    meaning: 'The tunnel to the phone is gone.',
    remedy: 'Reconnect the phone and restart the tunnel.',
  },
  PHONE_UNFIT: {
    kind: 'device',
    meaning: 'A phone, or the way to it, is not fit to measure; nothing was measured.',
    remedy: 'heatsoak doctor says what mends it; --device leaves the phone out.',
  },
  APP_UNFIT: {
    kind: 'install',
    meaning: 'An app cannot be installed on a phone as it is; nothing was measured.',
    remedy: 'heatsoak doctor --build says what mends it.',
  },
  PHONE_QUARANTINED: {
    kind: 'device',
    meaning: 'Every phone of the run is in quarantine: it was lost too often.',
    remedy:
      'heatsoak doctor --long lets a phone back once all is well, heatsoak devices release in any case.',
  },
  RECORDING_BROKEN: {
    kind: 'usage',
    meaning: 'A file that devices.json names as the recording of a phone is none.',
    remedy: 'Name the exchanges.json of a folder that heatsoak smoke made.',
  },
  PHONE_NEVER_COOL: {
    kind: 'device',
    meaning: 'A phone does not cool down to the temperature at which launches may start.',
    remedy: 'Raise cooldown.batteryCelsius 2 °C above what the phone idles at, or cool the room.',
  },
  BATTERY_LOW: {
    kind: 'device',
    meaning: 'The battery of a phone is below 20 % and does not charge.',
    remedy: 'Take a port or charger of 10 W or more, charge the phone, and resume the run.',
  },
  SERVICE_MISSING: {
    kind: 'device',
    meaning: 'The phone does not offer a service.',
    remedy: 'Unlock the phone, check Developer Mode, restart the tunnel.',
  },
  AGENT_LOST: {
    kind: 'device',
    meaning: 'WebDriverAgent does not answer; the phone does.',
    remedy: 'Start WebDriverAgent again, unlock the phone, and resume the run.',
  },
  INSTRUMENTS_LOST: {
    kind: 'device',
    meaning: "The phone's Instruments do not answer as they should.",
    remedy: 'Restart the tunnel; where it comes again, restart the phone.',
  },
  IMAGE_MISSING: {
    kind: 'device',
    meaning: 'The developer image is not mounted: nothing can start WebDriverAgent.',
    remedy: 'Unlock the phone; heatsoak doctor says how the image is mounted. Then resume the run.',
  },
  PHONE_RESTARTED: {
    kind: 'device',
    meaning: 'The phone has started anew while a run was measured.',
    remedy: 'Turn automatic updates off; a phone that restarts by itself often needs service.',
  },
  APP_NOT_TRUSTED: {
    kind: 'install',
    meaning: 'iOS does not start the app: it does not trust who signed it.',
    remedy:
      'Settings › General › VPN & Device Management › trust the developer, or sign the app anew; then resume the run.',
  },
  PROFILE_EXPIRED: {
    kind: 'install',
    meaning: 'The provisioning profile of an app has ended: iOS neither installs nor starts it.',
    remedy:
      'Sign it anew (ios/prepare.sh on a Mac; profiles of a free account last 7 days), then resume the run; heatsoak doctor warns a week before.',
  },
  RESTART_REFUSED: {
    kind: 'device',
    meaning: 'The phone does not take the command to restart.',
    remedy: 'Restart it by hand; heatsoak doctor says whether its diagnostics answer.',
  },
  SESSION_REFUSED: {
    kind: 'device',
    meaning: 'No session could be opened on the phone.',
    remedy: 'Check that WebDriverAgent runs and the phone is unlocked.',
  },
  LAUNCH_LOGLESS: {
    kind: 'device',
    meaning: 'A launch on a phone left no log that could be collected.',
    remedy: 'heatsoak doctor examines the phone; without a log nothing can be said of its agent.',
  },
  SESSION_LOST: {
    kind: 'device',
    meaning: 'The session was ended by someone else.',
    remedy: 'Look for a second run or an Inspector on the phone.',
  },
  SESSION_FAILED: {
    kind: 'device',
    meaning: 'The session ended for a reason that has no code.',
    remedy: 'See appium.log in the run folder.',
  },
  RUNNER_DIFFERS: {
    kind: 'device',
    meaning:
      'The WebDriverAgent on the phone is not the one that devices.json names; the driver would remove it.',
    remedy:
      'Name the installed one as webDriverAgentBundleId, without .xctrunner. Where none is installed, name a signed one as webDriverAgent (ios/prepare.sh wda).',
  },
  COMMAND_TIMED_OUT: {
    kind: 'device',
    meaning: 'A command got no answer within its limit.',
    remedy: 'See appium.log in the run folder; unlock the phone and restart WebDriverAgent.',
  },
  APPIUM_LOST: {
    kind: 'host',
    meaning: 'The Appium server does not answer any more.',
    remedy: 'See appium.log in the run folder; start the run again.',
  },
  PHONE_LOCKED: {
    kind: 'device',
    meaning: 'The phone is locked: no app comes to its foreground.',
    remedy: 'Unlock it; turn its passcode off and set Auto-Lock to Never.',
  },
  ALERT_IN_FRONT: {
    kind: 'device',
    meaning: 'An alert of iOS lies in front of every app.',
    remedy: 'Answer it on the phone.',
  },
  COMMAND_FAILED: {
    kind: 'device',
    meaning: 'The driver refused a command.',
    remedy: 'See appium.log in the run folder.',
  },
  INSTALL_REFUSED: {
    kind: 'install',
    meaning: 'The phone refused the app.',
    remedy: 'Check signature and provisioning profile of the .ipa.',
  },
  IPA_INVALID: {
    kind: 'install',
    meaning: 'The app archive cannot be installed.',
    remedy: 'Build the .ipa again.',
  },
  APP_NOT_INSTALLED: {
    kind: 'device',
    meaning: 'The app is not on the phone.',
    remedy: 'Install it; its Info.plist needs UIFileSharingEnabled.',
  },
  DOCUMENTS_REFUSED: {
    kind: 'device',
    meaning: "The phone refused the app's Documents.",
    remedy: 'Unlock the phone; the app needs UIFileSharingEnabled.',
  },
  STATUS_BROKEN: {
    kind: 'device',
    meaning: "The agent's status file cannot be read.",
    remedy: 'Install the app that matches this Heatsoak.',
  },
  CRASH_REPORT_BROKEN: {
    kind: 'device',
    meaning: 'A crash report on the phone cannot be read.',
    remedy: 'Look at it in Settings › Privacy & Security › Analytics & Improvements.',
  },
  AFC_FILE_TOO_LARGE: {
    kind: 'device',
    meaning: 'A file on the phone is larger than any log.',
    remedy: 'Look at the file through Finder or Xcode.',
  },
  AFC_LOST: {
    kind: 'device',
    meaning: 'The phone went away during a transfer.',
    remedy: 'Reconnect the cable; the transfer goes on from where it was cut.',
  },
  AFC_UNREACHABLE: {
    kind: 'device',
    meaning: "The phone's file service cannot be reached.",
    remedy: 'Reconnect the phone and restart the tunnel.',
  },
  AFC_UNKNOWN_ERROR: {
    kind: 'device',
    meaning: "The phone's file service failed.",
    remedy: 'Restart the phone.',
  },
  AFC_INVALID_ARGUMENT: {
    kind: 'device',
    meaning: "The phone's file service did not accept a request.",
    remedy: 'Report it with the run folder.',
  },
  AFC_NOT_FOUND: {
    kind: 'device',
    meaning: 'A file is not on the phone.',
    remedy: 'Start the run again; the app may have been removed.',
  },
  AFC_IS_DIRECTORY: {
    kind: 'device',
    meaning: 'A folder stands on the phone where a file is wanted.',
    remedy: 'Remove it in Finder.',
  },
  AFC_NOT_SUPPORTED: {
    kind: 'device',
    meaning: "The phone's file service does not know a request.",
    remedy: 'Report it with the version of iOS.',
  },
  AFC_NO_SPACE_LEFT: {
    kind: 'device',
    meaning: 'The phone is full.',
    remedy: 'Remove old models or other apps from the phone.',
  },
  AFC_DIRECTORY_NOT_EMPTY: {
    kind: 'device',
    meaning: 'A folder on the phone cannot be removed.',
    remedy: 'Remove it in Finder.',
  },
  DEVICE_LEASED: {
    kind: 'device',
    meaning: 'Another run holds the phone.',
    remedy: 'Wait for that run, stop it, or name another phone.',
  },
  DEVICE_LEASE_CONTESTED: {
    kind: 'device',
    meaning: 'Several runs take the phone at once.',
    remedy: 'Start the run again.',
  },
  LEASE_UNWRITABLE: {
    kind: 'host',
    meaning: 'The lease of a phone cannot be written.',
    remedy: 'Name a folder that every user may write to in HEATSOAK_LEASES.',
  },
  MEMORY_LIMIT_DIFFERS: {
    kind: 'device',
    meaning: 'The phone gives the app another memory limit than planned.',
    remedy: 'Look for the increased-memory-limit entitlement in the signed app.',
  },
  MODEL_NOT_PLANNED: {
    kind: 'device',
    meaning: 'The model file on the phone is another than was planned; nothing was measured with it.',
    remedy: 'Remove the model from the phone and start the run again: it is sent anew.',
  },
  MODEL_CHANGED: {
    kind: 'host',
    meaning: 'A file changed while the run went on.',
    remedy: 'Start the run again; leave the file alone while it runs.',
  },
} as const satisfies Readonly<Record<string, Code>>;
