import { expect, test } from 'vitest';
import { waitFor } from './open-lab.ts';

test('a wait that is interrupted ends with why', async () => {
  const abort = new AbortController();
  const waiting = waitFor(3600, abort.signal);
  abort.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow(/^interrupted$/);
});
