import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { simulatedRunLogs } from '../../app/simulated-run.fixture.ts';
import { deriveLogs } from '../../judge/derive.ts';
import { readCsv } from '../exported.fixture.ts';
import { tables } from '../index.ts';
import type { Cell, Table } from '../table.ts';
import { csv } from './csv.ts';
import { jsonl } from './jsonl.ts';
import { parquet } from './parquet.ts';

const columns: Table['columns'] = [
  { name: 'says', type: 'text', unit: null, description: 'A text' },
  { name: 'count', type: 'integer', unit: 'bytes', description: 'A number' },
  { name: 'part', type: 'number', unit: null, description: 'Another' },
  { name: 'is', type: 'boolean', unit: null, description: 'Yes or no' },
];
const table = { name: 'sample', row: 'one', columns };
const rows: readonly (readonly Cell[])[] = [
  ['plain', 1, 0.1, true],
  ['a "quoted", text\nof two lines', 2 ** 40, -1e-300, false],
  ['', null, null, null],
  [null, -5, 0.30000000000000004, null],
  ['=HYPERLINK("http://example.org")', 0, 0, true],
  ["'quoted once", 0, 0, true],
  ['-1', 0, -1, true],
  ['größer 漢字 🙂', 0, 1 / 3, true],
];
const object = (row: readonly Cell[]): Record<string, Cell> =>
  Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null]));

function written(format: typeof csv | typeof parquet): Uint8Array {
  const encoder = format(table);
  const chunks = [
    encoder.begin(),
    encoder.rows(rows.slice(0, 3)),
    encoder.rows(rows.slice(3)),
    encoder.end(),
  ];
  return Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)));
}

/** As pandas or a spreadsheet would take the text back: one apostrophe off. */
const textBack = (text: string | null | undefined): string | null => text?.replace(/^'/, '') ?? null;

test('CSV keeps to RFC 4180, and a reader has every value back', () => {
  const text = Buffer.from(written(csv)).toString();
  expect(text.startsWith('says,count,part,is\r\nplain,1,0.1,true\r\n')).toBe(true);
  expect(text).toContain('"a ""quoted"", text\nof two lines",1099511627776,-1e-300,false\r\n');
  expect(text).toContain('\r\n"",,,\r\n');
  const read = readCsv(text);
  expect(read.map((row) => textBack(row['says']))).toEqual(rows.map(([says]) => says));
  expect(read.map((row) => (row['part'] === null ? null : Number(row['part'])))).toEqual(
    rows.map((row) => row[2]),
  );
});

test('no text of CSV is run as a formula; numbers stay numbers', () => {
  const read = readCsv(Buffer.from(written(csv)).toString());
  expect(read.filter((row) => /^[=+\-@\t\r]/.test(row['says'] ?? ''))).toEqual([]);
  expect(read[6]).toMatchObject({ says: "'-1", part: '-1' });
});

test('JSON lines hold every column of every row', () => {
  const lines = Buffer.from(written(jsonl)).toString().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(rows.map(object));
});

test('Parquet is read back by another library, with what each column means', async () => {
  const bytes = written(parquet);
  const file = new Uint8Array(bytes).buffer;
  const read = await parquetReadObjects({ file });
  expect(read.map((row) => ({ ...row, count: row['count'] === null ? null : Number(row['count']) }))).toEqual(
    rows.map(object),
  );
  const { key_value_metadata: meanings } = parquetMetadata(file);
  expect(meanings).toContainEqual({ key: 'heatsoak.column.count', value: 'A number (bytes)' });
});

test('Parquet of no row at all is a file with columns', async () => {
  const encoder = parquet(table);
  const bytes = Buffer.concat([encoder.begin(), encoder.rows([]), encoder.end()] as Uint8Array[]);
  const file = new Uint8Array(bytes).buffer;
  expect(await parquetReadObjects({ file })).toEqual([]);
  expect(parquetMetadata(file).schema.map(({ name }) => name)).toEqual([
    'root',
    'says',
    'count',
    'part',
    'is',
  ]);
});

const derived = deriveLogs(simulatedRunLogs({ speeds: { candidate: 19, baseline: 20 }, blocks: 2 }));

test.each(Object.entries(tables))(
  '%s has rows, its cells are of their columns’ types, and no name stands twice',
  (_, each) => {
    const all = [...each.rows(derived)];
    expect(all.length).toBeGreaterThan(0);
    expect(new Set(each.columns.map(({ name }) => name)).size).toBe(each.columns.length);
    for (const [i, { name, type }] of each.columns.entries()) {
      const kind = { text: 'string', integer: 'number', number: 'number', boolean: 'boolean' }[type];
      const wrong = all.find((row) => row[i] !== null && typeof row[i] !== kind);
      expect(wrong, `${each.name}.${name}`).toBeUndefined();
      if (type === 'integer')
        expect(all.every((row) => row[i] === null || Number.isInteger(row[i]))).toBe(true);
    }
  },
);

test('of one trial the tokens add up to what the table of trials says', () => {
  const objects = (each: Table) =>
    [...each.rows(derived)].map(
      (row): Record<string, Cell> =>
        Object.fromEntries(each.columns.map(({ name }, i) => [name, row[i] ?? null])),
    );
  const [trial] = objects(tables.trials);
  const own = objects(tables.tokens).filter(
    (row) =>
      row['launch'] === trial?.['launch'] &&
      row['device'] === trial?.['device'] &&
      row['trial'] === trial?.['trial'],
  );
  expect(own.length).toBe(trial?.['generated_tokens']);
  const intervals = own.map((row) => Number(row['interval_us']));
  expect(intervals[0]).toBe(Number(trial?.['ttft_ms']) * 1000);
  const decoded = intervals.slice(1).reduce((sum, us) => sum + us, 0);
  expect(decoded / 1000).toBeCloseTo(Number(trial?.['decode_ms']), 9);
  expect(own.at(-1)?.['at_us']).toBe(Number(trial?.['prompted_us']) + (intervals[0] ?? 0) + decoded);
});
