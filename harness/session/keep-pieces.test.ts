import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildFixture, launchFixture, manifestFixture } from '../app/manifest.fixture.ts';
import { artefactsAt } from '../experiment/artefacts.ts';
import { readJournal } from '../experiment/read-journal.ts';
import type { EventBody } from '../protocol/event.ts';
import { eventLine } from '../protocol/event-line.ts';
import { openJournal } from '../store/event-journal.ts';
import { createRunFolder } from '../store/run-folder.ts';
import { keepPieces, type ReadVocabulary, vocabulariesOf } from './keep-pieces.ts';
import { runOn, scriptedPhone } from './scripted-phone.fixture.ts';
import { sessionLog } from './session-log.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-pieces-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const model = { sha256: 'a'.repeat(64), name: 'm.gguf' };
const artefacts = artefactsAt({ [model.sha256]: '/models/m.gguf' });
const letters: ReadVocabulary = async () => ({
  pieceOf: (id) => (id < 26 ? { id, text: String.fromCharCode(97 + id) } : null),
});

const logWith = (ids: number[]): Buffer => {
  const tokens: EventBody<'tokens'> = {
    type: 'tokens',
    trial: 0,
    t0: 1,
    deltasUs: ids.map(() => 1),
    ids,
    bundled: false,
  };
  return Buffer.from(eventLine(0, 0, tokens));
};

/** Keeps the pieces of these logs one after another, each with the journal opened again; returns the journal's events. */
async function kept(name: string, logs: readonly Buffer[], read: ReadVocabulary) {
  const path = join(folder, `${name}.jsonl`);
  const vocabularies = vocabulariesOf(artefacts, read);
  for (const log of logs) {
    const journal = await openJournal(path, () => 0);
    await keepPieces({ vocabularies, log: sessionLog(journal) }, model, log);
    await journal.close();
  }
  return readJournal(await readFile(path, 'utf8')).events;
}

test('the journal says of each token once what it writes, also after it was opened again', async () => {
  const events = await kept('once', [logWith([1, 0, 1]), logWith([0, 2]), logWith([2])], letters);
  expect(events).toMatchObject([
    {
      type: 'harness.pieces',
      model: model.sha256,
      pieces: [
        { id: 0, text: 'a' },
        { id: 1, text: 'b' },
      ],
    },
    { type: 'harness.pieces', pieces: [{ id: 2, text: 'c' }] },
  ]);
});

test('an id that the vocabulary does not have is left out', async () => {
  const events = await kept('beyond', [logWith([1, 99])], letters);
  expect(events).toMatchObject([{ pieces: [{ id: 1, text: 'b' }] }]);
});

test('a vocabulary that cannot be read is a fault, and the launch is as good as without texts', async () => {
  const events = await kept('unreadable', [logWith([1])], () => Promise.reject(new Error('cut short')));
  expect(events).toMatchObject([{ type: 'fault', code: 'TEXT_UNKNOWN', message: 'm.gguf: cut short' }]);
});

test('a model whose file this host does not have is a fault too', async () => {
  const path = join(folder, 'elsewhere.jsonl');
  const journal = await openJournal(path, () => 0);
  const vocabularies = vocabulariesOf(artefactsAt({}), letters);
  await keepPieces({ vocabularies, log: sessionLog(journal) }, model, logWith([1]));
  await journal.close();
  expect(await readFile(path, 'utf8')).toContain('TEXT_UNKNOWN');
});

test('a vocabulary that is read once serves all sessions of the run', async () => {
  let reads = 0;
  const counting: ReadVocabulary = (path) => {
    reads += 1;
    return letters(path);
  };
  const vocabularies = vocabulariesOf(artefacts, counting);
  await Promise.all([vocabularies(model), vocabularies(model)]);
  expect(reads).toBe(1);
});

test('a session says what the tokens of a launch write before it says that the launch has ended', async () => {
  const file = { path: 'x', sha256: '0'.repeat(64), sizeBytes: 1 };
  const manifest = manifestFixture(buildFixture(file, file), [launchFixture('l0'), launchFixture('l1')]);
  const run = await createRunFolder(folder, manifest);
  const phone = { ...scriptedPhone(), readEvents: async () => logWith([7]) };
  await runOn({ manifest, folder: run, phone }, { vocabularies: async () => letters('') });
  const { events } = readJournal(await readFile(join(run.path, 'events/virtual-a16.jsonl'), 'utf8'));
  const said = events.filter(({ type }) => type === 'harness.pieces' || type === 'harness.launch');
  expect(said).toMatchObject([
    { launch: 'l0', outcome: 'started' },
    { type: 'harness.pieces', pieces: [{ id: 7, text: 'h' }] },
    { launch: 'l0', outcome: 'finished' },
    { launch: 'l1', outcome: 'started' },
    { launch: 'l1', outcome: 'finished' },
  ]);
});
