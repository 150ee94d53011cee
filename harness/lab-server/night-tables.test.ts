import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expect } from 'vitest';
import { history } from '../app/history/history.ts';
import { nightOf } from '../app/history/read-nights.ts';
import { exportHistory } from '../app/lab/export-history.ts';
import { siteOfRuns } from '../app/serve/site-of-runs.ts';
import { nightFixture } from '../history/night.fixture.ts';
import { keptCells } from './kept-cells.ts';
import { labOfFile } from './lab-of-file.fixture.ts';
import { readStatus } from './lab-status.ts';
import { labUnderWay } from './lab-under-way.fixture.ts';
import { keepNight, readKeptNights } from './night-tables.ts';
import { labManifest } from './simulated-lab.fixture.ts';

const { withLab, lab } = labOfFile(labUnderWay);

withLab('a judged run is in the tables, and its history is the one of the run folders', async () => {
  const coordinator = await lab().coordinator({ nightOf });
  await lab().worker('h1', ['one', 'two']);
  await lab().submit(labManifest('first', ['one', 'two']));
  await lab().submit(labManifest('second', ['one']), { team: 'b' });
  for (const run of ['first', 'second']) await lab().result(run);
  await lab().until(async () => (await readKeptNights(lab().owner)).length === 2);
  const runs = join(lab().root, 'runs');
  const address = (role: string) => ({ database: lab().url(role) });
  const asked = { runs, metric: 'decode_rate', keep: false };
  const ofFolders = await history(asked);
  expect(ofFolders.series.length).toBeGreaterThan(1);
  expect(await history({ ...asked, lab: address('heatsoak_desk') })).toEqual(ofFolders);
  // Each team sees its own.
  const ofTeam = await history({ ...asked, lab: address('heatsoak_team_b') });
  expect(ofTeam.runs.map(({ run }) => run)).toEqual(['second']);
  await expect(history({ ...asked, device: 'two', lab: address('heatsoak_team_b') })).rejects.toMatchObject({
    code: 'DEVICE_UNKNOWN',
  });
  await coordinator.stop();
});

withLab('nights are read as they were kept, one series or all, and twice is once', async () => {
  const database = await lab().as('heatsoak_desk');
  await lab().owner.query('delete from heatsoak.night');
  const values = [0.1 + 0.2, -1e-17, null];
  const nights = values.map((plain, i) => {
    const night = nightFixture(i, { plain, reason: plain === null ? 'no launch' : null });
    const [cell] = night.cells;
    if (!cell) throw new Error('a night has a cell');
    return { ...night, cells: [cell, { ...cell, metric: 'ttft', paired: 1 / 3 }] };
  });
  for (const night of [...nights, ...nights]) await keepNight(database, night);
  expect(await readKeptNights(database)).toEqual(nights);
  expect(await readKeptNights(database, { metric: 'ttft', device: 'one' })).toEqual(
    nights.map((night) => ({ ...night, cells: night.cells.slice(1) })),
  );
  expect(await readKeptNights(database, { device: 'none' })).toEqual([]);
});

withLab(
  'the history is one table of Parquet, and served and asked from the tables as from folders',
  async () => {
    await lab().owner.query('delete from heatsoak.night');
    const nights = [0, 1, 2].map((i) => nightFixture(i, { plain: i === 1 ? null : i / 3 }));
    for (const night of nights) await keepNight(await lab().as('heatsoak_desk'), night);
    const address = { database: lab().url('heatsoak_desk') };
    const file = join(lab().root, 'cells.parquet');
    expect(await exportHistory(address, file)).toMatchObject({ file, rows: 3 });
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
    expect(
      rows.map(({ run, at, device, plain, launches }) => ({ run, at, device, plain, launches })),
    ).toEqual(
      nights.map(({ run, at, cells }) => ({ run, at, device: 'one', plain: cells[0]?.plain, launches: 8n })),
    );
    expect(rows[0]).toMatchObject({ os_build: '23B85', phone: 'iPhone15,4', metric: 'decode_rate' });
    // A page of the size of two: the third comes with the second one.
    const batches: number[] = [];
    for await (const batch of keptCells(lab().owner, ['run'], 2)) batches.push(batch.length);
    expect(batches).toEqual([2, 1]);
    const served = await siteOfRuns(lab().root, address)(new URL('http://127.0.0.1/history.json?device=one'));
    expect(JSON.parse(String(served?.body))).toMatchObject({ runs: nights.map(({ run }) => ({ run })) });
  },
);

withLab('what cannot be put into the tables keeps no verdict back', async () => {
  await lab().coordinator({ nightOf: () => Promise.reject(new Error('the folder is gone')) });
  await lab().submit(labManifest('third', ['one']));
  await lab().result('third');
  const [status] = await readStatus(lab().owner, 'third');
  expect(status).toMatchObject({ state: 'judged', verdict: expect.any(String) });
  await lab().until(async () => lab().said.includes("third is not in the lab's history: the folder is gone"));
});

withLab('hosts neither read nor write the history, and teams write none', async () => {
  const refused = { code: 'LAB_REFUSED' };
  const host = await lab().as('heatsoak_host_h1');
  await expect(readKeptNights(host)).rejects.toMatchObject(refused);
  for (const role of ['heatsoak_host_h1', 'heatsoak_team_a'])
    await expect(keepNight(await lab().as(role), nightFixture(9, {}))).rejects.toMatchObject(refused);
});
