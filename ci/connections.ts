/** Ways in which a source opens a connection, or waits for one. */
const OPENS = [
  /\bfetch\(/,
  /\bconnect\(\{/,
  /\bcreateServer\(/,
  /import\('webdriverio'\)/,
  /import\('pg'\)/,
  /[^.\w]request\(\s*\{/,
  /\bnew WebSocket\(/,
  /from 'node:(dgram|tls|https|http2|dns|dns\/promises)'/,
];

/** Whether a source opens connections; comments count as code, so that none hides there. */
export const opensConnections = (source: string): boolean => OPENS.some((way) => way.test(source));

/** The sources that the page names, in its table of connections. */
export const namedSources = (page: string): string[] =>
  [...page.matchAll(/^\| `([^`]+\.ts)` \|/gm)].map(([, path]) => path ?? '').sort();
