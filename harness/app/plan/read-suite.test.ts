import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stepsOfSuite } from '../../experiment/suite.ts';
import { expectedText, meets } from '../../judge/answers/meets.ts';
import { must } from '../../statistics/must.ts';
import { parseSuite } from './read-suite.ts';

const good = {
  id: 's',
  title: 'S',
  kind: 'burst',
  cases: [{ id: 'a', prompt: { kind: 'synthetic', tokens: 8 }, generateTokens: 8 }],
};
const parse = (suite: unknown) => parseSuite(JSON.stringify(suite), 's.json');

test('an unknown key is named with its path and the nearest known one', () => {
  const typo = { ...good, cases: [{ ...good.cases[0], generateToken: 8 }] };
  expect(() => parse(typo)).toThrow(
    /\$\.cases\[0\] has an unknown key "generateToken"; did you mean "generateTokens"\?/,
  );
});

test('two cases of one name are refused', () => {
  expect(() => parse({ ...good, cases: [good.cases[0], good.cases[0]] })).toThrow(/"a" twice/);
});

test.each(['warm-up', 'recovery'])('a case called as the agent calls its own trials is refused: %s', (id) => {
  expect(() => parse({ ...good, cases: [{ ...good.cases[0], id }] })).toThrow(/agent's own name/);
});

test('a soak of two cases is refused', () => {
  const soak = { ...good, kind: 'soak', cases: [good.cases[0], { ...good.cases[0], id: 'b' }] };
  expect(() => parse(soak)).toThrow(/exactly one/);
});

test('a soak repeats its case for ten minutes unless it says otherwise', () => {
  expect(stepsOfSuite(parse({ ...good, kind: 'soak' }))[0]).toMatchObject({ forSeconds: 600 });
});

const talk = {
  ...good,
  kind: 'conversation',
  cases: [{ id: 'a', prompt: { kind: 'conversation', turns: [{ text: 'Hi' }] }, generateTokens: 8 }],
};

test('a conversation goes on for half an hour unless it says otherwise', () => {
  expect(stepsOfSuite(parse(talk))[0]).toMatchObject({ forSeconds: 1800 });
  expect(stepsOfSuite(parse({ ...talk, limitSeconds: 90 }))[0]).toMatchObject({ forSeconds: 90 });
});

test.each([
  ['two conversations', { ...talk, cases: [talk.cases[0], { ...talk.cases[0], id: 'b' }] }, /is one case/],
  ['single questions', { ...talk, cases: good.cases }, /\$\.cases\[0\]\.prompt.*need each other/],
  ['a conversation in a burst', { ...talk, kind: 'burst' }, /need each other/],
  ['probabilities of a conversation', { ...talk, cases: [{ ...talk.cases[0], score: true }] }, /score/],
  ['the time of a soak', { ...talk, soakSeconds: 300 }, /limitSeconds, and neither/],
  ['its time in a soak', { ...good, kind: 'soak', limitSeconds: 90 }, /a soak has soakSeconds/],
])('%s is refused: one context has one conversation, and nothing else', (_, suite, message) => {
  expect(() => parse(suite)).toThrow(message);
});

test('every suite that ships is valid and named after its file', () => {
  const files = readdirSync('suites').filter((file) => file.endsWith('.json'));
  expect(files).toHaveLength(9);
  for (const file of files)
    expect(parseSuite(readFileSync(`suites/${file}`, 'utf8'), file).id).toBe(file.replace('.json', ''));
});

const question = { id: 'a', prompt: { kind: 'chat', text: 'Repeat: 7' }, generateTokens: 8 };

test('nothing can be expected of the answer to seeded ids', () => {
  const expecting = { ...good, cases: [{ ...good.cases[0], expect: { text: '7' } }] };
  expect(() => parse(expecting)).toThrow(/\$\.cases\[0\]\.expect.*synthetic/);
});

test('a pattern that could take for ever is refused, and so is one that is none', () => {
  const withPattern = (pattern: string) => ({ ...good, cases: [{ ...question, expect: { pattern } }] });
  expect(() => parse(withPattern('(a+)+$'))).toThrow(/groups that repeat/);
  expect(() => parse(withPattern('('))).toThrow(/regular expression/);
  expect(parse(withPattern('^7$')).cases[0]?.expect).toEqual({ pattern: '^7$' });
});

const fidelity = parseSuite(readFileSync('suites/fidelity.json', 'utf8'), 'fidelity.json').cases;
/** What an able model answers: the text that the question ends with. */
const copied = (text: string): string => text.slice(text.search(/[:\n](?=[^:]*$)/) + 1);

test('every case of the fidelity suite is met by the copy that it asks for, and by no copy with a character twice', () => {
  for (const { id, prompt, expect: expected } of fidelity) {
    const wanted = must(expected, id);
    const copy =
      'text' in wanted
        ? wanted.text
        : 'json' in wanted
          ? expectedText(wanted)
          : copied(prompt.kind === 'chat' ? prompt.text : '');
    expect(meets(wanted, ` ${copy}\n`), id).toBe(true);
    const doubled = copy.replace(/[\p{Nd}\p{L}🙂]/u, (character) => character + character);
    expect(meets(wanted, doubled), `${id}: ${doubled}`).toBe(false);
    if ('text' in wanted) expect(prompt.kind === 'chat' && prompt.text.endsWith(wanted.text), id).toBe(true);
  }
});
