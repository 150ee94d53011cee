import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser } from './find-browser.ts';

const FETCH_LIMIT_MS = 300_000;

/** The ways to get a browser, first come first served; each is tried only where it can work. */
const ways: readonly {
  readonly name: string;
  readonly canWork: () => boolean;
  readonly commands: readonly (readonly [string, readonly string[]])[];
}[] = [
  {
    name: "Playwright's own download",
    canWork: () => true,
    commands: [[process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium-headless-shell']]],
  },
  {
    name: "Debian's package",
    canWork: () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'),
    commands: [
      ['apt-get', ['update', '-qq']],
      ['apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']],
    ],
  },
];

/** Finds a browser for the report's tests, else fetches one. @throws Error with one line that says how to get it */
export function ensureBrowser(say: (line: string) => void): string {
  for (const way of ways) {
    const found = findBrowser();
    if (found) return found;
    if (!way.canWork()) continue;
    say(`no browser found; trying ${way.name}`);
    try {
      for (const [command, args] of way.commands)
        execFileSync(command, args, { stdio: 'ignore', timeout: FETCH_LIMIT_MS });
    } catch {
      say(`${way.name} did not work`);
    }
  }
  const found = findBrowser();
  if (found) return found;
  throw new Error('the report tests need Chrome or Chromium: install one, or set CHROMIUM=/path/to/chrome');
}
