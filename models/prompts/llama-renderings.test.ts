import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { llamaCppSources } from '../../harness/calibrate/native/llama-cpp-sources.ts';
import { must } from '../../harness/statistics/must.ts';
import { filesInPack } from '../inspect/git-pack.fixture.ts';
import { renderTexts } from './render-texts.ts';

/** What llama.cpp itself makes of a template and a text: written by ci/llama-templates/record.sh. */
interface Rendering {
  readonly name: string;
  /** Of the template. */
  readonly sha256: string;
  readonly text: string;
  readonly rendered: string;
}

const json = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const renderings = json('./llama-renderings.json') as readonly Rendering[];
const knownTemplates = json('./known-templates.json') as Readonly<Record<string, string>>;
const names = [...new Set(renderings.map(({ name }) => name))];

const hashOf = (template: string | Buffer): string => createHash('sha256').update(template).digest('hex');

/** By their hash: of families that llama.cpp has no template of, and from the sources that node-llama-cpp ships. */
const templates = new Map(Object.values(knownTemplates).map((template) => [hashOf(template), template]));
beforeAll(() => {
  const wanted = new Set(renderings.map(({ sha256 }) => sha256));
  const bundle = readFileSync(llamaCppSources() ?? '');
  for (const bytes of filesInPack(
    bundle,
    (size) => size > 100 && size < 60_000,
    (each) => wanted.has(hashOf(each)),
  ))
    templates.set(hashOf(bytes), bytes.toString());
}, 120_000);

/** Without the thread of `renderChats`, which takes longer to start than the rest. */
function rendered({ name, sha256, text }: Rendering): string | undefined {
  const template = must(templates.get(sha256), `the template of ${name}`);
  const longest = 1 << 20;
  const answer = renderTexts({
    template,
    bosText: '<s>',
    eosText: '</s>',
    texts: [text],
    before: null,
    longest,
  });
  return 'rendered' in answer ? answer.rendered[0] : answer.problem;
}

/** What our engine lacks: keys of maps that are numbers, `+` on what is undefined, `format`. Such a model is refused by code. */
const REFUSED = ['ByteDance-Seed-OSS', 'fireworks-ai-llama-3-firefunction-v2', 'tencent-Hy3'];

test.each(names.filter((name) => !REFUSED.includes(name)))(
  'the prompts of %s are what llama.cpp makes of them',
  (name) => {
    for (const each of renderings.filter((one) => one.name === name))
      expect(rendered(each)).toBe(each.rendered);
  },
);

test.each(REFUSED)('the template of %s is refused, and no other one takes its place', (name) => {
  for (const each of renderings.filter((one) => one.name === name))
    expect(rendered(each)).toMatch(/Object keys must be strings|undefined|not a function/);
});

test('the families that phones run are among them', () => {
  for (const family of [
    /Phi-3/,
    /Llama-3/,
    /gemma-2/,
    /gemma-3/,
    /gemma-4/,
    /Qwen2\.5/,
    /Qwen3/,
    /smollm2/,
    /SmolLM3/,
    /Mistral/,
    /gpt-oss/,
    /LFM2/,
  ])
    expect(
      names.some((name) => family.test(name)),
      String(family),
    ).toBe(true);
});
