import { expect, test } from 'vitest';
import { fileName } from './file-name.ts';
import { dataBlock, type Html, hrefBelow, html, script, styleSheet } from './markup.ts';

const hostile = `</script><b id="x" onclick='run()'>&`;

test('text is escaped between tags and in quotes; markup stays markup, also in lists', () => {
  const bold = html`<b title="${hostile}">${hostile}</b>`;
  const text = '&lt;/script&gt;&lt;b id=&quot;x&quot; onclick=&#39;run()&#39;&gt;&amp;';
  expect(html`<p>${[bold, 1, hostile]}</p>`.text).toBe(`<p><b title="${text}">${text}</b>1${text}</p>`);
});

test('a string that would be markup does not compile, and markup cannot be added to a string', () => {
  // @ts-expect-error a string is text
  const section: Html = '<p>';
  expect(section).toBe('<p>');
  // @ts-expect-error only a literal is a template
  expect(() => html(hostile)).toThrow();
  expect(() => `${html`<p></p>`}`).toThrow('markup is not text');
});

test('text cannot stand where quotes do not hold it', () => {
  const attribute = (value: string): Html => html`<p title=${value}></p>`;
  const name = (value: string): Html => html`<p ${value}="1"></p>`;
  for (const each of [attribute, name]) expect(() => each(hostile)).toThrow('outside of double quotes');
});

test.each(['javascript:run()', ' java\nscript:run()', '//foreign.invalid/x', '\\\\foreign.invalid'])(
  'a link to "%s" is a name beside the page',
  (address) => {
    expect(html`<a href="${address}">x</a>`.text).toMatch(/^<a href="\.\//);
  },
);

test('data for the script holds no markup, and means the same', () => {
  const block = dataBlock('index', 'application/json', JSON.stringify({ name: `${hostile}<!--\u2028` })).text;
  const inside = block.slice(block.indexOf('>') + 1, block.lastIndexOf('</script>'));
  expect(inside).not.toMatch(/[<>&\u2028]/);
  expect(JSON.parse(inside)).toEqual({ name: `${hostile}<!--\u2028` });
});

test('an element of our own cannot be ended by its content', () => {
  for (const content of ['a</script>', '<!-- a', 'a</style>']) {
    expect(() => script(content)).toThrow('end its own element');
    expect(() => styleSheet(content)).toThrow('end its own element');
  }
});

test.each([
  ['javascript:run()', '../runs/javascript%3Arun()/report.html'],
  ['..', '../runs/_/report.html'],
  ['a/../../b', '../runs/a%2F..%2F..%2Fb/report.html'],
  ['\ud800', '../runs/%EF%BF%BD/report.html'],
])('a link to the run "%s" stays below the folder of the runs', (run, href) => {
  expect(hrefBelow('../runs/', run, 'report.html')).toBe(href);
});

test.each([
  [['../../etc', 'x'], '____etc-x'],
  [['a', 'b\u202egpj.exe\n'], 'a-b_gpj.exe_'],
  [['iPhone 15', 'l1'], 'iPhone_15-l1'],
])('a file of %j is saved as "%s"', (parts, name) => {
  expect(fileName(...parts)).toBe(name);
});
