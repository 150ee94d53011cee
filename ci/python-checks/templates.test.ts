import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { llamaCppSources } from '../../harness/calibrate/native/llama-cpp-sources.ts';
import { filesInPack } from '../../models/inspect/git-pack.fixture.ts';
import type { PromptRules } from '../../models/prompts/prompt-rules.ts';
import { renderChats } from '../../models/prompts/render-chats.ts';
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

const rulesOf = (template: string): PromptRules => ({
  template,
  bosText: '<s>',
  eosText: '</s>',
  addBos: false,
});

test('templates of real models give what Jinja2 itself gives, or are refused by code', async ({ skip }) => {
  if ('skipped' in python) return skip(python.skipped);
  const templates = collectedTemplates();
  expect(templates.length).toBeGreaterThan(40);
  const cases = templates.map((template) => ({ ...rulesOf(template), text: TEXT }));
  const theirs = JSON.parse(
    execFileSync(python.path, ['ci/python-checks/check_templates.py'], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    }),
  ) as (string | null)[];
  let equal = 0;
  for (const [i, template] of templates.entries()) {
    const ours = await renderChats(rulesOf(template), [TEXT], `template ${i}`).then(
      ([text]) => text ?? null,
      (error: unknown) => {
        expect(error).toMatchObject({ code: 'TEMPLATE_INVALID' });
        return null;
      },
    );
    // A refusal is reported to the user; a different text would be measured unnoticed.
    if (ours !== null && theirs[i] !== null) expect(ours, template.slice(0, 200)).toBe(theirs[i]);
    if (ours !== null && ours === theirs[i]) equal += 1;
  }
  expect(equal / templates.length).toBeGreaterThan(0.8);
}, 300_000);
