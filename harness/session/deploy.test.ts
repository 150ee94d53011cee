import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildFixture, launchFixture, manifestFixture } from '../app/manifest.fixture.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { deriveLogs } from '../judge/derive.ts';
import { createRunFolder, readRun } from '../store/run-folder.ts';
import { runOn, scriptedPhone, type Trouble } from './scripted-phone.fixture.ts';

const planned = { path: 'x.ipa', sha256: '1'.repeat(64), sizeBytes: 1 };
const other = { sha256: '2'.repeat(64), sizeBytes: 2 };
const manifest = manifestFixture(buildFixture(planned, planned), [launchFixture('l0'), launchFixture('l1')]);

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-deploy-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A session whose archive is, by the number of the look at it, the planned one or another. */
async function sessionWith(isOther: (look: number) => boolean, trouble?: Trouble) {
  const folder = await createRunFolder(root, manifest);
  const phone = scriptedPhone(trouble);
  let looks = 0;
  await runOn({ manifest, folder, phone }, { digest: async () => (isOther(looks++) ? other : planned) });
  const { harness, ...logs } = await readRun(folder.path);
  const events = harness.get('virtual-a16')?.events ?? [];
  return {
    ...{ phone, events },
    deploys: events.filter((event) => event.type === 'harness.deploy'),
    sessions: events.filter((event) => event.type === 'harness.session'),
    derived: deriveLogs({ ...logs, harness }),
  };
}

test('the archive is hashed at its installation, and the journal has that hash', async () => {
  const { deploys, phone } = await sessionWith(() => false);
  expect(deploys[0]).toMatchObject({ artefact: 'app', outcome: 'done', sha256: planned.sha256 });
  expect(phone.launched).toEqual(['l0', 'l1']);
});

test('an archive that was built anew is not installed, and ends the session', async () => {
  const { deploys, phone, sessions, derived } = await sessionWith(() => true);
  expect(phone.calls).not.toContain('install');
  expect(deploys).toMatchObject([{ artefact: 'app', outcome: 'failed', ...other }]);
  expect(sessions.at(-1)).toMatchObject({
    outcome: 'lost',
    message: expect.stringContaining('another archive'),
  });
  expect(derived.measurement.caveats).toContainEqual(
    expect.objectContaining({ code: 'app-differs', launch: 'l0', excludes: true }),
  );
});

test('an archive that is built anew while it is installed ends the session before anything is measured', async () => {
  const { deploys, phone, derived } = await sessionWith((look) => look === 1);
  expect(phone.calls).toContain('install');
  expect(deploys).toMatchObject([{ artefact: 'app', outcome: 'done', ...other }]);
  expect(phone.launched).toEqual([]);
  expect(derived.verdict.verdict).toBe('INVALID');
});

test('a phone that says it installed an app and does not have it has refused it: the build is at fault', async () => {
  const { events, sessions } = await sessionWith(
    () => false,
    (command) => {
      if (command === 'pushModel') throw new HeatsoakError('APP_NOT_INSTALLED', 'it is not there');
    },
  );
  expect(events).toContainEqual(expect.objectContaining({ type: 'fault', code: 'INSTALL_REFUSED' }));
  expect(sessions.at(-1)).toMatchObject({
    outcome: 'lost',
    message: expect.stringContaining('the phone said that it installed fixture, and does not have'),
  });
});
