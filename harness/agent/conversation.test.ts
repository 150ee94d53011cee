import { expect, test } from 'vitest';
import { Conversation } from './conversation.ts';

/** An id a letter: what was read can be read back. */
const model = { tokenize: (text: string, addBos: boolean) => [...(addBos ? '^' : ''), ...text].map(idOf) };
const idOf = (letter: string): number => letter.codePointAt(0) ?? 0;
const textOf = (ids: readonly number[]): string => String.fromCodePoint(...ids);

const turn = (text: string) => ({ text, opening: `<${text}>`, following: `/<${text}>` });
const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Asks so many turns of three ids, each answered by four dots, in a context of `room`. */
function talk(turns: number, room: number, messages: readonly string[] = [...letters]): string[] {
  const prompt = { kind: 'conversation' as const, addBos: true, turns: messages.map(turn) };
  const conversation = new Conversation(prompt, 4, room);
  return Array.from({ length: turns }, (_, index) => {
    const ids = conversation.ask(index, model);
    conversation.answered([...'....'].map(idOf));
    return textOf(ids);
  });
}

test('each turn reads all that was said, its answers as they were generated', () => {
  expect(talk(3, 100)).toEqual(['^<a>', '^<a>..../<b>', '^<a>..../<b>..../<c>']);
});

test('without room for the answer the oldest turns go, whole, until half of the context is free', () => {
  // The fourth turn would end at 4 + 4 + 3 · 4 + 2 · 4 + 4 = 32.
  expect(talk(5, 31).slice(3)).toEqual(['^<c>..../<d>', '^<c>..../<d>..../<e>']);
});

test('nothing that is read leaves no room for its answer, however long the conversation', () => {
  for (const room of [12, 20, 33, 64])
    for (const text of talk(60, room)) expect(text.length + 4).toBeLessThanOrEqual(room);
});

test('after the last message comes the first again, in the same context', () => {
  expect(talk(3, 100, ['a', 'b']).at(-1)).toBe('^<a>..../<b>..../<a>');
});

test('a message that fits nowhere is asked alone, for the engine to refuse', () => {
  expect(talk(2, 14, ['a', 'much too long for it'])[1]).toBe('^<much too long for it>');
});
