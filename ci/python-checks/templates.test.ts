import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { llamaCppSources } from '../../harness/calibrate/native/llama-cpp-sources.ts';
import { filesInPack } from '../../models/inspect/git-pack.fixture.ts';
import { renderTexts } from '../../models/prompts/render-texts.ts';
import { findPython } from '../find-python.ts';

const python = findPython();
const TEXT = 'Why is "2 < 3" true?\nSay it & show it.';

/** Chat templates of real models, as llama.cpp collects them for its own tests. */
function collectedTemplates(): string[] {
  const bundle = readFileSync(llamaCppSources() ?? '');
  const isTemplate = (bytes: Buffer): boolean => {
    const text = bytes.toString('utf8', 0, 4000);
    return /^\s*\{[%{#-]/.test(text) && /\bmessages?\b/.test(bytes.toString('utf8'));
  };
  return [...filesInPack(bundle, (size) => size > 200 && size < 40_000, isTemplate)].map(String);
}

/** Without the thread of `renderChats`, which takes longer to start than the rest; null for a template that is refused. */
function rendered(template: string): string | null {
  const texts = { bosText: '<s>', eosText: '</s>', texts: [TEXT], before: null, longest: 1 << 20 };
  const answer = renderTexts({ template, ...texts });
  return 'rendered' in answer ? (answer.rendered[0] ?? null) : null;
}

test('templates of real models give what Jinja2 itself gives, or are refused', ({ skip }) => {
  if ('skipped' in python) return skip(python.skipped);
  const templates = collectedTemplates();
  expect(templates.length).toBeGreaterThan(40);
  const cases = templates.map((template) => ({ template, text: TEXT, bosText: '<s>', eosText: '</s>' }));
  const theirs = JSON.parse(
    execFileSync(python.path, ['ci/python-checks/check_templates.py'], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    }),
  ) as (string | null)[];
  let equal = 0;
  for (const [i, template] of templates.entries()) {
    const ours = rendered(template);
    // A refusal is reported to the user; a different text would be measured unnoticed.
    if (ours !== null && theirs[i] !== null) expect(ours, template.slice(0, 200)).toBe(theirs[i]);
    if (ours !== null && ours === theirs[i]) equal += 1;
  }
  expect(equal / templates.length).toBeGreaterThan(0.8);
}, 300_000);
