import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { staleSchemas } from './schemas.ts';

const read = (name: string): string => readFileSync(`schemas/${name}`, 'utf8');

test('the schemas that are checked in are current', () => {
  expect(staleSchemas(read), 'run: npm run schemas').toEqual([]);
});

test('an altered or missing copy is named', () => {
  expect(
    staleSchemas((name) => (name === 'suite.schema.json' ? read(name).replace('burst', 'bust') : read(name))),
  ).toEqual(['suite.schema.json']);
  expect(staleSchemas((name) => (name === 'event.schema.json' ? null : read(name)))).toEqual([
    'event.schema.json',
  ]);
});
