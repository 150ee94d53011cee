import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a Chrome or Chromium: `CHROMIUM`, the usual places, or the one that Playwright fetched. */
export function findBrowser(): string | null {
  const asked = process.env['CHROMIUM'];
  if (asked) return existsSync(asked) ? asked : null;
  return [...usualPlaces, chromium.executablePath()].find((path) => path !== '' && existsSync(path)) ?? null;
}

/** Switches that keep the browser from calling home, and let it start as root in a container. */
export const browserSwitches: readonly string[] = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];
