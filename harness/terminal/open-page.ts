import { spawn } from 'node:child_process';

/** What opens a file or an address on this platform, as its user set it up. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  // The title comes first, or `start` takes a quoted path for one.
  win32: ['cmd', '/c', 'start', '""'],
};

/** A host as far as it can open a page. */
interface Host {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Null where nobody would see a page: in CI, over a connection, without a display. */
export function openerOf({ platform, env }: Host): readonly string[] | null {
  if (env['CI'] || env['SSH_CONNECTION']) return null;
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return null;
  return openers[platform] ?? null;
}

/** An opener hands over to a browser and ends; one that shows the page itself is not waited for. */
const HAND_OVER_MS = 2_000;

/**
 * Opens a file or an address in the browser.
 * @returns false where it could not be opened: there is no display, no opener, or it failed
 */
export async function openPage(
  target: string,
  opener: readonly string[] | null = openerOf(process),
): Promise<boolean> {
  const [program, ...args] = opener ?? [];
  if (program === undefined) return false;
  return new Promise((resolve) => {
    const child = spawn(program, [...args, target], { detached: true, stdio: 'ignore' });
    const timer = setTimeout(() => resolve(true), HAND_OVER_MS);
    const end = (opened: boolean): void => {
      clearTimeout(timer);
      resolve(opened);
    };
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
    child.unref();
  });
}
