import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findAgent } from '../../../../ci/find-agent.ts';
import { checkProgram } from './check-program.ts';

/** Twenty launches of a real engine on a machine that may be busy. */
const LIMIT_MS = 900_000;
const swift = findAgent();
if ('skipped' in swift) process.stderr.write(`the Swift agent is not tried: ${swift.skipped}\n`);

/** As the package ships it; from source where nothing was built. */
function typescriptAgent(): readonly [string, ...string[]] {
  const built = resolve('dist/harness/agent/hosts/main.js');
  if (existsSync(built)) return [process.execPath, built];
  const source = fileURLToPath(new URL('../../../agent/hosts/main.ts', import.meta.url));
  return [process.execPath, '--import', import.meta.resolve('tsx'), source];
}

test('the TypeScript agent conforms', { timeout: LIMIT_MS }, async () => {
  expect(brokenIn(await checkProgram({ command: typescriptAgent() }))).toEqual([]);
});

test.skipIf('skipped' in swift)('the Swift agent conforms', { timeout: LIMIT_MS }, async () => {
  const found = await checkProgram({ command: ['path' in swift ? swift.path : ''] });
  expect(brokenIn(found)).toEqual([]);
  const shown = found.rules.filter(({ outcome }) => outcome === 'kept').map(({ id }) => id);
  expect(shown).toEqual(
    expect.arrayContaining(['same-answers', 'conversation', 'raw-path', 'recovery', 'scores', 'full-disk']),
  );
});

const brokenIn = ({ rules }: Awaited<ReturnType<typeof checkProgram>>) =>
  rules.filter(({ outcome }) => outcome === 'broken').map(({ id, violations }) => ({ id, violations }));
