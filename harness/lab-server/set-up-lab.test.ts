import { expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { setUpTestLab } from './lab.fixture.ts';
import { labOfFile } from './lab-of-file.fixture.ts';
import { knownMigrations, migrate } from './migrations.ts';
import { makeQueueTables } from './queue.ts';
import { setUpLab } from './set-up-lab.ts';

const { withLab, lab, server } = labOfFile(setUpTestLab);

withLab('a lab that is set up twice, or by two at once, is set up once', async () => {
  expect(await setUpLab(lab().owner)).toEqual([]);
  await lab().owner.query('create database at_once');
  const url = server().url('owner', 'at_once');
  const both = await Promise.all([openDatabase({ url }), openDatabase({ url })]);
  await makeQueueTables(both[0]);
  const applied = await Promise.all(both.map((database) => migrate(database)));
  expect(applied.map(({ length }) => length).sort()).toEqual([0, (await knownMigrations()).length]);
  await Promise.all(both.map((database) => database.close()));
});

withLab('a step that was edited after it was applied is told, and so is a newer lab', async () => {
  const known = await knownMigrations();
  const [first, ...rest] = known;
  if (!first) throw new Error('there are migrations');
  await expect(migrate(lab().owner, [{ ...first, sha256: 'other' }, ...rest])).rejects.toMatchObject({
    code: 'LAB_SCHEMA_CHANGED',
    message: expect.stringContaining(first.name),
  });
  await expect(migrate(lab().owner, rest)).rejects.toMatchObject({ code: 'LAB_NEWER' });
});

withLab('a step that fails leaves nothing of the steps before it', async () => {
  const known = await knownMigrations();
  const good = { name: '9998-good.sql', sha256: 'x', sql: 'create table heatsoak.half (i int)' };
  const bad = { name: '9999-bad.sql', sha256: 'y', sql: 'select * from nowhere' };
  await expect(migrate(lab().owner, [...known, good, bad])).rejects.toThrow('nowhere');
  expect(await lab().owner.query("select to_regclass('heatsoak.half') as found")).toEqual([{ found: null }]);
});

withLab('nobody but the owner sets up a lab', async () => {
  await expect(setUpLab(await lab().as('heatsoak_host_h1'))).rejects.toMatchObject({ code: 'LAB_REFUSED' });
});

test('a database that is not there is told within seconds', async () => {
  await expect(openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toMatchObject({
    code: 'LAB_UNREACHABLE',
  });
});
