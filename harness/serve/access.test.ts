import { expect, test } from 'vitest';
import { type Access, accessOf, type Knock } from './access.ts';

const token = 'a'.repeat(32);
const knock = (over: Partial<Knock>): Access =>
  accessOf(
    {
      method: 'GET',
      host: '127.0.0.1:8080',
      cookie: undefined,
      address: new URL('http://127.0.0.1:8080/'),
      ...over,
    },
    { token, port: 8080 },
  );
const cookie = `other=1; heatsoak-8080=${token}`;
const address = (search: string): URL => new URL(`http://127.0.0.1:8080/${search}`);

test.each<[string, Partial<Knock>, Access]>([
  ['the token in the address', { address: address(`?token=${token}`) }, 'enter'],
  ['the cookie', { cookie }, 'granted'],
  ['the cookie, under the other name of this host', { cookie, host: 'localhost:8080' }, 'granted'],
  ['nothing', {}, 'no-token'],
  ['a wrong token', { address: address(`?token=${'b'.repeat(32)}`) }, 'no-token'],
  ['the beginning of the token', { address: address('?token=aaaa') }, 'no-token'],
  ['the cookie of another port', { cookie: `heatsoak-8081=${token}` }, 'no-token'],
  ['a name that leads here, and is not ours', { cookie, host: 'evil.example:8080' }, 'wrong-host'],
  ['another port of this host', { cookie, host: '127.0.0.1:9090' }, 'wrong-host'],
  ['no host at all', { cookie, host: undefined }, 'wrong-host'],
  ['a change', { cookie, method: 'POST' }, 'wrong-method'],
])('who comes with %s', (_, over, access) => {
  expect(knock(over)).toBe(access);
});
