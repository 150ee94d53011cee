import { describe, expect, test } from 'vitest';
import { judge } from '../judge.ts';
import { judged } from './judged-text.fixture.ts';

describe('what cannot be judged is refused with line and column', () => {
  const good = 'phone,block,position,build,value\np,1,0,baseline,20\n';

  test.each([
    [
      'a mistyped column',
      'phone,block,postion,build,value\n',
      'VALUES_INVALID',
      'stdin:1: column "postion": is not known; did you mean "position"?',
    ],
    [
      'a column that is not there',
      'phone,block,position,build\n',
      'VALUES_INVALID',
      'column "value": is missing',
    ],
    [
      'a column twice',
      'value,block,position,build,value\n',
      'VALUES_INVALID',
      'column "value": stands there twice',
    ],
    [
      'a text for a number',
      `${good}p,1,1,candidate,fast\n`,
      'VALUES_INVALID',
      'stdin:3: column "value": "fast" is no number above 0',
    ],
    ['a decimal comma', `${good}p,1,1,candidate,"20,5"\n`, 'VALUES_INVALID', 'stdin:3: column "value"'],
    [
      'a value of zero',
      `${good}p,1,1,candidate,0\n`,
      'VALUES_INVALID',
      'stdin:3: column "value": 0 is no number above 0',
    ],
    [
      'an infinite value',
      `${good}p,1,1,candidate,1e999\n`,
      'VALUES_INVALID',
      'stdin:3: column "value": Infinity is no number above 0',
    ],
    [
      'a mistyped build',
      `${good}p,1,1,canditate,20\n`,
      'VALUES_INVALID',
      'stdin:3: column "build": "canditate" is neither "baseline" nor "candidate"; did you mean "candidate"?',
    ],
    [
      'half a position',
      `${good}p,1,0.5,candidate,20\n`,
      'VALUES_INVALID',
      'stdin:3: column "position": 0.5 is no whole number',
    ],
    ['an empty phone', `${good},1,1,candidate,20\n`, 'VALUES_INVALID', 'stdin:3: column "phone": is empty'],
    [
      'a cell too many',
      `${good}p,1,1,candidate,20,5\n`,
      'VALUES_INVALID',
      'stdin:3: has 6 cells; the header has 5',
    ],
    ['an open quote', `${good}"p,1,1,candidate,20\n`, 'VALUES_INVALID', 'stdin:3: a quote is not closed'],
    [
      'both builds in one place',
      `${good}p,1,0,candidate,20\n`,
      'VALUES_INVALID',
      'stdin:3: column "build": phone p, suite default, block 1, position 0 has "candidate" here and had "baseline" before',
    ],
    ['no row', 'phone,block,position,build,value\n', 'VALUES_INVALID', 'there is no row'],
    ['no text', '', 'VALUES_INVALID', 'there is no row'],
    [
      'a number as a text in JSON',
      '{"block":1,"position":0,"build":"baseline","value":"20"}',
      'VALUES_INVALID',
      'stdin:1: column "value": "20" is no number above 0',
    ],
    [
      'a JSON row without a value',
      '{"block":1,"position":0,"build":"baseline"}',
      'VALUES_INVALID',
      'stdin:1: column "value": is missing',
    ],
    ['broken JSON', '{"block":1,\n', 'VALUES_INVALID', 'stdin:1: is not JSON'],
    ['a JSON array', '[{"block":1}]', 'VALUES_INVALID', 'stdin:1: a JSON array begins here'],
    [
      'a mistyped metric',
      'block,position,build,metric,value\n1,0,baseline,decode_rat,20\n',
      'METRIC_UNKNOWN',
      'stdin:2: column "metric": no metric "decode_rat"; did you mean "decode_rate"?',
    ],
    [
      'a metric without a margin',
      'block,position,build,metric,value\n1,0,baseline,mapped_clean,20\n',
      'VALUES_INVALID',
      'mapped_clean has no margin of its own',
    ],
    [
      'a metric without a better side',
      'block,position,build,metric,value\n1,0,baseline,limit_effective,20\n',
      'VALUES_INVALID',
      'limit_effective has no better and no worse',
    ],
  ])('%s', async (_, text, code, message) => {
    await expect(judged(text)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test.each([
    ['a key that is no column', { key: 'night' }, 'VALUES_INVALID', 'column "night": is missing'],
    ['a margin for nothing', { margins: { '*': 3 } }, 'USAGE', '--margin names no metric'],
    ['a margin for a metric that is not there', { margins: { ttft: 3 } }, 'USAGE', '--margin speaks of ttft'],
    [
      'a direction against the definition',
      { directions: { decode_rate: 'lower' } },
      'VALUES_INVALID',
      'higher is better',
    ],
  ] as const)('%s', async (_, options, code, message) => {
    await expect(judged(good, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test('text that is not UTF-8, and lines without an end', async () => {
    async function* bytes(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array([...new TextEncoder().encode(good), 0xff, 0x0a]);
    }
    await expect(judge({ values: bytes() })).rejects.toMatchObject({ code: 'VALUES_INVALID' });
    await expect(judged('x'.repeat(3 << 20))).rejects.toMatchObject({ code: 'VALUES_INVALID' });
  });
});
