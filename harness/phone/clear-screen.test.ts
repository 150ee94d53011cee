import { expect, test } from 'vitest';
import { clearScreen, type Screen } from './clear-screen.ts';

/** A screen with something in front of it. */
function screen({ locked = false, passcode = false, alerts = [] as string[][], stays = false }): Screen {
  const left = [...alerts];
  let isLocked = locked;
  return {
    isLocked: async () => isLocked,
    unlock: async () => {
      isLocked = passcode;
    },
    alert: async () => left[0] ?? null,
    dismiss: async () => {
      if (!stays) left.shift();
    },
  };
}

test('a clear screen is left alone', async () => {
  expect(await clearScreen(screen({}), 'U')).toEqual([]);
});

test('a phone that locked itself is unlocked, and that is told', async () => {
  expect(await clearScreen(screen({ locked: true }), 'U')).toMatchObject([
    { code: 'PHONE_LOCKED', message: 'phone U was locked; it was unlocked' },
  ]);
});

test('one with a passcode waits for a person', async () => {
  await expect(clearScreen(screen({ locked: true, passcode: true }), 'U')).rejects.toMatchObject({
    code: 'PHONE_LOCKED',
    hint: expect.stringContaining('Turn Passcode Off'),
  });
});

test('alerts are dismissed one after the other, each with its buttons in the journal', async () => {
  const alerts = [['Later', 'Install Tonight'], ['OK']];
  expect((await clearScreen(screen({ alerts }), 'U')).map(({ message }) => message)).toEqual([
    'an alert was dismissed on phone U: "Later", "Install Tonight"',
    'an alert was dismissed on phone U: "OK"',
  ]);
});

test('an alert that does not go away ends the try, with its buttons', async () => {
  await expect(
    clearScreen(screen({ alerts: [['Trust', 'Cancel']], stays: true }), 'U'),
  ).rejects.toMatchObject({
    code: 'ALERT_IN_FRONT',
    message: expect.stringContaining('"Trust", "Cancel"'),
  });
});
