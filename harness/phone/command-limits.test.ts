import { expect, test } from 'vitest';
import { limitOf, withinLimit } from './command-limits.ts';

test('a command without an answer ends at its limit, in words', async () => {
  const never = new Promise<never>(() => undefined);
  await expect(withinLimit('deviceInfo', 'X', never, 20)).rejects.toMatchObject({
    code: 'COMMAND_TIMED_OUT',
    message: 'deviceInfo on phone X got no answer within 0.02 s',
  });
});

test('what fails by itself fails as it is', async () => {
  await expect(withinLimit('deviceInfo', 'X', Promise.reject(new Error('refused')))).rejects.toThrow(
    'refused',
  );
});

test('no command may take longer than an install', () => {
  for (const command of ['session', 'launchApp', 'queryAppState', 'terminateApp', 'deleteSession'])
    expect(limitOf(command)).toBeLessThanOrEqual(limitOf('installApp'));
});
