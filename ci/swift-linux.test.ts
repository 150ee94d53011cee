import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'heatsoak-swift-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A machine without Swift, for somebody with this user id. */
function run(command: string, userId: string) {
  const id = join(folder, 'id');
  writeFileSync(id, `#!/bin/sh\necho ${userId}\n`);
  chmodSync(id, 0o755);
  return spawnSync('bash', ['ci/swift-linux.sh', command], {
    encoding: 'utf8',
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder },
  });
}

test.skipIf(existsSync('/usr/bin/swift'))(
  'without Swift and without root it says so, and ends with the code that leaves the step out',
  () => {
    const { status, stderr, stdout } = run('agent', '1000');
    expect(stderr).toBe('ci/swift-linux.sh: no Swift 6 on this machine, and only root can unpack one\n');
    expect(stdout).toBe('');
    expect(status).toBe(77);
  },
);
