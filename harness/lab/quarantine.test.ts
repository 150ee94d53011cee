import { expect, test } from 'vitest';
import { type PhoneLoss, quarantineAfter } from './quarantine.ts';

const now = new Date('2026-11-29T06:00:00.000Z');
/** A loss so many minutes ago. */
const loss = (minutes: number, over: Partial<PhoneLoss> = {}): PhoneLoss => ({
  at: new Date(now.getTime() - minutes * 60_000).toISOString(),
  ...{ run: 'r', code: 'TUNNEL_LOST', final: true },
  ...over,
});

test('a phone that three sessions lost in a day is left out, and it is said why', () => {
  expect(quarantineAfter([loss(1400), loss(700), loss(1)], now)).toEqual({
    since: now.toISOString(),
    why: 'lost in 3 sessions within 24 h, the last time by TUNNEL_LOST',
  });
  expect(quarantineAfter([loss(1441), loss(700), loss(1)], now)).toBeNull();
});

test('a cable that is out three times in an hour is as bad, though each session went on', () => {
  const cut = (minutes: number) => loss(minutes, { final: false });
  expect(quarantineAfter([cut(100), cut(70), cut(50)], now)?.why).toBe('disconnected 3 times within an hour');
  expect(quarantineAfter([cut(100), cut(70), cut(39)], now)).toBeNull();
});

test('what an app, this host or somebody else did is no fault of the phone', () => {
  for (const code of ['INSTALL_REFUSED', 'APPIUM_LOST', 'SESSION_LOST', 'PHONE_NEVER_COOL'])
    expect(
      quarantineAfter(
        [3, 2, 1].map((minutes) => loss(minutes, { code })),
        now,
      ),
    ).toBeNull();
});
