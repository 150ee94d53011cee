import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { heatsoakIn } from './heatsoak.fixture.ts';

test('a mistyped command of which the options are asked is no command without options', async () => {
  const { stderr, exitCode } = await heatsoakIn(tmpdir())('config', 'nightlly');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`unknown command 'nightlly'; did you mean "nightly"?`);
});
