import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineSettings } from '../../protocol/plan-file.ts';
import { must } from '../../statistics/must.ts';
import type { Engine, LoadedModel } from '../ports.ts';

interface Subject {
  readonly settings: EngineSettings;
  open(settings: EngineSettings): Promise<Engine>;
  /** A small model that the engine can load, made for the test. */
  model(): Promise<string>;
}

const PROMPT = [1, 300, 400, 20];
const COUNT = 12;

/** What every engine that sees token ids must do. */
export function engineContract(name: string, subject: Subject): void {
  describe(`${name} keeps the engine's contract`, () => {
    let engine: Engine;
    let model: LoadedModel;
    beforeAll(async () => {
      const path = await subject.model();
      engine = await subject.open(subject.settings);
      model = await engine.load(path, subject.settings);
    }, 60_000);
    afterAll(async () => {
      await model?.close();
      await engine?.close();
    });

    const answer = async (prompt: readonly number[], count = COUNT): Promise<number[]> => {
      const ids: number[] = [];
      for await (const id of model.generate(prompt, count)) ids.push(id);
      return ids;
    };
    const afresh = async (prompt: readonly number[], count = COUNT): Promise<number[]> => {
      await model.clear();
      return answer(prompt, count);
    };
    const greedy = (count: number): Promise<number[]> => afresh(PROMPT, count);

    test('it says who it is and what really runs', () => {
      expect(engine.name).toBe(subject.settings.name);
      expect(engine.version).toMatch(/\d+\.\d+/);
      expect(model.backend).toBe('cpu');
      expect(model.vocabularySize).toBeGreaterThan(0);
    });

    test('text becomes ids of the vocabulary', () => {
      const ids = model.tokenize('Hello world!', true);
      expect(ids.length).toBeGreaterThan(3);
      expect(ids.slice(1)).toEqual(model.tokenize('Hello world!', false));
      expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < model.vocabularySize)).toBe(true);
    });

    test('exactly as many ids as were asked for, the same again after clearing', async () => {
      const first = await greedy(COUNT);
      expect(first).toHaveLength(COUNT);
      expect(await greedy(COUNT)).toEqual(first);
      expect(await greedy(1)).toEqual(first.slice(0, 1));
    });

    test('scores are whole distributions, whose likeliest ids are the greedy ones', async () => {
      const ids = await greedy(COUNT);
      const rows = await model.score([...PROMPT, ...ids.slice(0, -1)]);
      expect(rows).toHaveLength(PROMPT.length + COUNT - 1);
      for (const row of rows) {
        expect(row).toHaveLength(model.vocabularySize);
        expect(row.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 5);
      }
      const likeliest = rows.slice(PROMPT.length - 1).map((row) => row.indexOf(Math.max(...row)));
      expect(likeliest).toEqual(ids);
    });

    test('a generation that is left half-way does not stand in the way of the next', async () => {
      const whole = await greedy(COUNT);
      await model.clear();
      for await (const _ of model.generate(PROMPT, COUNT)) break;
      expect(await greedy(COUNT)).toEqual(whole);
    });

    test('a file that is no model is refused by name, and the next one loads', async () => {
      const path = `${await subject.model()}.broken`;
      await writeFile(path, 'no model');
      await expect(engine.load(path, subject.settings)).rejects.toMatchObject({
        code: 'MODEL_UNLOADABLE',
        where: path,
      });
      expect(await greedy(1)).toHaveLength(1);
    });

    test('nothing comes from a cache after clearing', async () => {
      await greedy(2);
      await model.clear();
      expect(model.cachedTokens()).toBe(0);
    });

    test('what a prompt begins with stays in the cache, and the answer is that of the whole prompt', async () => {
      const reuse = must(model.reuse, 'reuse');
      const longer = [...PROMPT, ...(await greedy(COUNT)), 77, 78];
      const kept = await reuse(longer);
      expect(kept).toBe(PROMPT.length + COUNT - 1);
      expect(await answer(longer)).toEqual(await afresh(longer));
      // Other ids from the third on: what was read after them is of no use.
      const other = [...PROMPT.slice(0, 2), 99, 98, 97];
      expect(await reuse(other)).toBeLessThanOrEqual(2);
      expect(model.cachedTokens()).toBeLessThanOrEqual(2);
      expect(await answer(other)).toEqual(await afresh(other));
    });

    test('a prompt that does not fit is refused before anything is generated', async () => {
      await model.clear();
      const long = Array.from({ length: subject.settings.contextTokens }, () => 300);
      const next = model.generate(long, 1).next();
      await expect(next).rejects.toMatchObject({ code: 'PROMPT_TOO_LONG' });
    });

    test('ids that do not fit are not scored: no place is forgotten for another', async () => {
      const long = Array.from({ length: subject.settings.contextTokens + 1 }, () => 300);
      await expect(model.score(long)).rejects.toMatchObject({ code: 'PROMPT_TOO_LONG' });
    });
  });
}
