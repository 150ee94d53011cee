import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMMAND_LIMIT_MS } from './capabilities.ts';

/** Where one Appium server answers, and the file with its settings. */
export interface AppiumSettings {
  readonly url: string;
  /** Named on its command line, it ends Appium's search for settings in all folders above its own. */
  readonly path: string;
}

/**
 * Writes the settings of a server. Without a file of its own Appium searches for `.appiumrc.js` and the like in its folder and in
 * every folder above, and runs what it finds; below a temporary folder of all users that is the code of any of them.
 * Its address has a part that nobody can guess: a web page or another user of this host could send commands to a phone
 * through a port alone. It stands in this file and not among the arguments, which every user may list.
 * @param folder one that this user alone may read
 */
export async function writeAppiumSettings(folder: string, port: number): Promise<AppiumSettings> {
  const basePath = `/${randomBytes(16).toString('hex')}`;
  const path = join(folder, 'appium-settings.json');
  const server = {
    address: '127.0.0.1',
    port,
    'base-path': basePath,
    // The connection's limit is the command's too: it must not cut an install that still may go on.
    'keep-alive-timeout': Math.ceil(COMMAND_LIMIT_MS / 1000) + 60,
    // Below it the driver writes out whatever lockdown tells of a phone: serial number, IMEI, addresses, the owner's number.
    'log-level': 'info',
    'log-no-colors': true,
  };
  await writeFile(path, JSON.stringify({ server }), { mode: 0o600 });
  return { url: `http://127.0.0.1:${port}${basePath}`, path };
}

/** How others could have Node load code, or Appium other packages and folders: meant for other programs than our server. */
const OF_OTHERS = /^(NODE_OPTIONS|NODE_PATH|NODE_REPL_EXTERNAL_MODULE|APPIUM_.*)$/i;

/** The environment of a server: the user's own, without what would change the server itself. */
export function appiumEnvironment(appiumHome: string, stateHome: string | null): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !OF_OTHERS.test(name));
  const isolated = stateHome ? { XDG_DATA_HOME: stateHome, HOME: stateHome } : {};
  return { ...Object.fromEntries(own), ...isolated, APPIUM_HOME: appiumHome };
}
