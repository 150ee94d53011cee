import { expect, test } from 'vitest';
import { openerOf, openPage } from './open-page.ts';

test.each([
  ['a Mac', 'darwin', {}, ['open']],
  ['a Linux desktop', 'linux', { DISPLAY: ':0' }, ['xdg-open']],
  ['a Linux desktop without X', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
  ['a Linux host without a display', 'linux', {}, null],
  ['a job of CI', 'darwin', { CI: 'true' }, null],
  ['a connection to another host', 'darwin', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, null],
  ['a system without an opener', 'aix', {}, null],
] as const)('%s', (_, platform, env, opener) => {
  expect(openerOf({ platform, env })).toEqual(opener);
});

test('an opener that fails, or is not there, opened nothing, and that is no error', async () => {
  expect(await openPage('x', ['false'])).toBe(false);
  expect(await openPage('x', ['heatsoak-no-such-opener'])).toBe(false);
  expect(await openPage('x', null)).toBe(false);
  expect(await openPage('x', ['true'])).toBe(true);
});
