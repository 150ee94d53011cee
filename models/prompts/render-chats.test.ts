import { expect, test } from 'vitest';
import { type PromptRules, withTemplate } from './prompt-rules.ts';
import { renderChats, renderFollowing } from './render-chats.ts';

const rules = (template: string | null, over: Partial<PromptRules> = {}): PromptRules => ({
  template,
  bosText: '<s>',
  eosText: '</s>',
  addBos: true,
  ...over,
});

const CHATML =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

test('each text becomes the question of a conversation, up to where the answer begins', async () => {
  expect(await renderChats(rules(CHATML), ['One?', 'Two?'], 'm')).toEqual([
    '<|im_start|>user\nOne?<|im_end|>\n<|im_start|>assistant\n',
    '<|im_start|>user\nTwo?<|im_end|>\n<|im_start|>assistant\n',
  ]);
});

test('what follows an answer begins with what ends that answer', async () => {
  expect(await renderFollowing(rules(CHATML), ['One?', 'Two?'], 'm')).toEqual([
    '<|im_end|>\n<|im_start|>user\nOne?<|im_end|>\n<|im_start|>assistant\n',
    '<|im_end|>\n<|im_start|>user\nTwo?<|im_end|>\n<|im_start|>assistant\n',
  ]);
});

test.each([
  [
    'leaves answers out',
    "{% for m in messages %}{% if m['role'] == 'user' %}{{ m['content'] }}{% endif %}{% endfor %}",
  ],
  ['says them twice', "{% for m in messages %}{{ m['content'] }}{{ m['content'] }}{% endfor %}"],
])('a template that %s cannot hold a conversation', async (_, template) => {
  await expect(renderFollowing(rules(template), ['x'], 'm.gguf')).rejects.toMatchObject({
    code: 'TEMPLATE_INVALID',
    message: expect.stringContaining('does not say once what was answered before'),
  });
});

test('a template that begins with BOS gives one, whoever adds it', async () => {
  const template = "{{ bos_token }}[INST] {{ messages[0]['content'] }} [/INST]";
  expect(await renderChats(rules(template), ['x'], 'm')).toEqual(['[INST] x [/INST]']);
  expect(await renderChats(rules(template, { addBos: false }), ['x'], 'm')).toEqual(['<s>[INST] x [/INST]']);
});

test('a template that takes content in parts is given parts', async () => {
  const template =
    "{% for part in messages[0]['content'] %}{% if part['type'] == 'text' %}<u>{{ part['text'] }}{% endif %}{% endfor %}";
  expect(await renderChats(rules(template), ['x'], 'm')).toEqual(['<u>x']);
});

test('a template that was given is blamed itself, not the model', async () => {
  const given = withTemplate(rules(CHATML), { text: "{{ raise_exception('no') }}", from: 'own.jinja' });
  await expect(renderChats(given, ['x'], 'm.gguf')).rejects.toMatchObject({
    code: 'TEMPLATE_INVALID',
    message: 'the chat template own.jinja cannot be rendered: no',
    where: 'own.jinja',
    hint: expect.not.stringContaining('--template'),
  });
});

test('the day that a template names is always the same', async () => {
  const template = "{{ strftime_now('%d %b %Y, %B %m') }}: {{ messages[0]['content'] }}";
  expect(await renderChats(rules(template), ['x'], 'm')).toEqual(['26 Jul 2024, July 07: x']);
});

test.each([null, '', '  \n'])(
  'a model whose template is %j is refused, with what to do',
  async (template) => {
    await expect(renderChats(rules(template), ['x'], 'base.gguf')).rejects.toMatchObject({
      code: 'TEMPLATE_MISSING',
      where: 'base.gguf',
      hint: expect.stringContaining('"template"'),
    });
  },
);

test.each([
  ['is broken', '{% for message in messages %}', /cannot be rendered/],
  ['refuses the conversation', "{{ raise_exception('only\u001b[31m system') }}", /only\\u001b\[31m system/],
  ['leaves the question out', 'Answer: ', /leaves out/],
  ['calls what is not there', '{{ messages[0].content.pop() }}', /cannot be rendered/],
  ['counts very far', '{% for i in range(999999999) %}{{ messages[0].content }}{% endfor %}', /range/],
  ['is enormous', `${CHATML}${' '.repeat(1 << 20)}`, /characters/],
  [
    'writes without end',
    '{% set text = namespace(all=messages[0].content) %}{% for i in range(60) %}{% set text.all = text.all ~ text.all %}{% endfor %}{{ text.all }}',
    /Invalid string length|characters|ended early|memory/,
  ],
  [
    'computes without end',
    '{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}{{ messages[0].content }}',
    /no end within 5 s/,
  ],
  [
    'fills the memory',
    '{% set kept = namespace(all=[]) %}{% for a in range(9999) %}{% for b in range(9999) %}{% set kept.all = kept.all + [range(9999)] %}{% endfor %}{% endfor %}{{ messages[0].content }}',
    /memory|no end|early/,
  ],
])(
  'a template that %s is refused by name, and this process lives on',
  async (_, template, says) => {
    await expect(renderChats(rules(template), ['Hello'], 'm.gguf')).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringMatching(says),
      hint: expect.stringContaining('template'),
    });
  },
  120_000,
);
