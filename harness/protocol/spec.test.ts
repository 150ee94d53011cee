import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { engineCounters } from './engine-counters.ts';
import { event } from './event.ts';
import { line } from './event-fields.ts';
import { agentHello } from './hello.ts';
import { agentStatus, planFile } from './plan-file.ts';
import { rules } from './rules/index.ts';

const spec = readFileSync(new URL('./spec.md', import.meta.url), 'utf8');

/** What page and schema both say of a field, by its name, such as `bench.promptTokens`. */
type Fields = Readonly<Record<string, Field>>;

interface Field {
  /** Such as `absent, null`. */
  readonly mayBe: string;
  /** Where it is one of some words: those. */
  readonly words: readonly string[];
}

/** The table below a heading. */
function tableUnder(page: string, heading: string): Fields {
  const [, section = ''] = page.split(`\n${heading}\n`);
  const rows = section.split(/\n##/)[0]?.matchAll(/^\| `([^`]+)` \|([^|]*)\|([^|]*)\|/gm) ?? [];
  return Object.fromEntries(
    [...rows].map(([, name = '', kind = '', mayBe = '']) => {
      const words = [...kind.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
      return [name, { mayBe: mayBe.trim(), words }];
    }),
  );
}

interface Shape {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: string | number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
}

const kindsOf = (shape: Shape): readonly Shape[] => shape.anyOf ?? shape.oneOf ?? [shape];

/** Every field of a schema; an object of several kinds has those of all of them. */
function fieldsOf(schema: z.ZodType, without: readonly string[] = []): Fields {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  return Object.fromEntries(walk(shape, '').filter(([name]) => !without.includes(name)));
}

function walk(shape: Shape, path: string): [string, Field][] {
  const fields = new Map<string, Field>();
  const add = (name: string, { mayBe, words }: Field): void => {
    fields.set(name, { mayBe, words: [...(fields.get(name)?.words ?? []), ...words] });
  };
  for (const [name, value] of Object.entries(shape.properties ?? {})) {
    const kinds = kindsOf(value);
    add(path + name, {
      mayBe: mayBe(kinds, shape.required?.includes(name) ?? false),
      words: kinds.flatMap(wordsOf),
    });
    for (const [inner, field] of kinds.flatMap((kind) => below(kind, path + name))) add(inner, field);
  }
  return [...fields];
}

/** Fields of an object, and of what stands in an array. */
const below = (kind: Shape, path: string): [string, Field][] => [
  ...walk(kind, `${path}.`),
  ...kindsOf(kind.items ?? {}).flatMap((item) => walk(item, `${path}[].`)),
];

const mayBe = (kinds: readonly Shape[], isRequired: boolean): string =>
  [
    isRequired ? '' : 'absent',
    kinds.some(({ type }) => type === 'null' || type?.includes('null')) ? 'null' : '',
  ]
    .filter((word) => word !== '')
    .join(', ');

const wordsOf = (kind: Shape): readonly string[] =>
  kind.enum ?? (typeof kind.const === 'string' ? [kind.const] : []);

const ofEveryLine = Object.keys(fieldsOf(line)).concat('type');
const events = event.options.map((option) => ({
  heading: `### \`${option.shape.type.value}\``,
  fields: fieldsOf(option, ofEveryLine),
}));
const files = [
  { heading: '## 2. Lines', fields: { ...fieldsOf(line), type: { mayBe: '', words: [] } } },
  { heading: '## 5. `plan.json`', fields: fieldsOf(planFile) },
  { heading: '## 7. `status.json`', fields: fieldsOf(agentStatus) },
  { heading: '## 8. `hello.json`', fields: withoutParts(fieldsOf(agentHello)) },
];

/** Of a hello the parts stand where events have them. */
function withoutParts(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !name.includes('.')));
}

test.each([...events, ...files])(
  '$heading has the fields of its schema, and no others',
  ({ heading, fields }) => {
    expect(tableUnder(spec, heading)).toEqual(fields);
  },
);

test('every event has its heading, and no other', () => {
  const headings = [...spec.matchAll(/^### `(.*)`$/gm)].map(([, name]) => `### \`${name}\``);
  expect(headings.sort()).toEqual(events.map(({ heading }) => heading).sort());
});

test('a field that is missing from the page, or from the schema, or is otherwise, is seen', () => {
  const heading = '### `tokens`';
  const fields = events.find((each) => each.heading === heading)?.fields;
  const cut = spec.replace(/^\| `bundled`.*\n/m, '');
  const grown = spec.replace('| `bundled` |', '| `bundledTokens` | count | | |\n| `bundled` |');
  const loose = spec.replace('| `t0` | µs | |', '| `t0` | µs | null |');
  const worded = spec.replace('| `t0` | µs | |', '| `t0` | `early`, `late` | |');
  for (const page of [cut, grown, loose, worded]) expect(tableUnder(page, heading)).not.toEqual(fields);
  expect(Object.keys(fields ?? {})).toHaveLength(5);
});

test('every counter of an engine is named', () => {
  expect(Object.keys(engineCounters).filter((name) => !spec.includes(`\`${name}\``))).toEqual([]);
});

test('the page lists every rule with its sentence, in their order', () => {
  const rows = [...(spec.split('## 9. Rules')[1]?.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm) ?? [])];
  expect(rows.map(([, id, says]) => ({ id, says }))).toEqual(rules.map(({ id, says }) => ({ id, says })));
});
