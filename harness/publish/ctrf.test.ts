import { validate } from 'ctrf';
import { expect, test } from 'vitest';
import { ctrf } from './ctrf.ts';
import { hostileNames, type Names, publicationOf, type RunEnd, runsByEnd } from './publication.fixture.ts';
import { written } from './written.fixture.ts';

interface Document {
  readonly results: {
    readonly summary: Record<string, unknown>;
    readonly tests: readonly Record<string, unknown>[];
    readonly environment: Record<string, unknown>;
  };
}

async function documentOf(end: RunEnd, names: Names = {}): Promise<Document> {
  const [text = ''] = await written(ctrf, publicationOf(end, names));
  return JSON.parse(text) as Document;
}

test.each(Object.keys(runsByEnd) as RunEnd[])(
  'the format’s own schema takes a run that ends %s',
  async (end) => {
    expect(validate(await documentOf(end))).toMatchObject({ valid: true });
  },
);

test('every test says where and how it ended, and its numbers stand in extra', async () => {
  const { results } = await documentOf('NO-GO', { commit: '1a2b3c4', url: 'https://ci.example/7' });
  expect(results.summary).toMatchObject({ tests: 10, passed: 8, failed: 2, other: 0 });
  expect(results.environment).toMatchObject({ commit: '1a2b3c4', buildUrl: 'https://ci.example/7' });
  expect(results.tests.find(({ status }) => status === 'failed')).toMatchObject({
    rawStatus: 'no-go',
    device: 'iPhone one',
    suite: ['virtual iPhone15,4 one', 'quick'],
    extra: { gate: 'decode_rate', higherIsBetter: true, allowedPercent: 2 },
  });
});

test('what could not be told, and what proves nothing, are other than passed and failed', async () => {
  const raw = async (end: RunEnd) => (await documentOf(end)).results.tests.map(({ rawStatus }) => rawStatus);
  expect(await raw('INCONCLUSIVE')).toContain('inconclusive');
  expect(await raw('waived')).toContain('waived');
  expect(new Set(await raw('INVALID'))).toEqual(new Set(['invalid']));
});

test('names that somebody else chose leave the document valid', async () => {
  for (const name of hostileNames)
    expect(validate(await documentOf('NO-GO', { phone: name, build: name })), name).toMatchObject({
      valid: true,
    });
});

test('the schema refuses a key of our own outside of extra, and a status that it does not know', async () => {
  const { results } = await documentOf('GO');
  const [first] = results.tests;
  for (const planted of [
    { ...first, verdict: 'GO' },
    { ...first, status: 'inconclusive' },
  ])
    expect(
      validate({ ...(await documentOf('GO')), results: { ...results, tests: [planted] } }),
    ).toMatchObject({
      valid: false,
    });
});
