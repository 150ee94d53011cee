import { createHash, timingSafeEqual } from 'node:crypto';

/** What opens the door of a site on this host. */
export interface Door {
  readonly token: string;
  /** Cookies of one host are shared by all its ports: the port is in the name. */
  readonly port: number;
}

/** What a request says of itself. */
export interface Knock {
  readonly method: string;
  readonly host: string | undefined;
  readonly cookie: string | undefined;
  readonly address: URL;
}

/**
 * `granted`: it has the cookie. `enter`: it has the token in its address, and gets the cookie. The others are refused: a name
 * that somebody pointed at this host (DNS rebinding), anything that is not reading, and who knows no token.
 */
export type Access = 'granted' | 'enter' | 'wrong-host' | 'wrong-method' | 'no-token';

export const cookieName = (port: number): string => `heatsoak-${port}`;

export function accessOf({ method, host, cookie, address }: Knock, { token, port }: Door): Access {
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(host ?? '')) return 'wrong-host';
  if (method !== 'GET' && method !== 'HEAD') return 'wrong-method';
  if (isSame(address.searchParams.get('token'), token)) return 'enter';
  return isSame(cookieOf(cookie, cookieName(port)), token) ? 'granted' : 'no-token';
}

function cookieOf(header: string | undefined, name: string): string | null {
  const cookies = (header ?? '').split(';').map((each) => each.trim().split('='));
  return cookies.find(([key]) => key === name)?.[1] ?? null;
}

/** How long it takes says nothing of where two tokens differ: their hashes are of one length, and are compared whole. */
function isSame(given: string | null, token: string): boolean {
  if (given === null) return false;
  const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hashOf(given), hashOf(token));
}
