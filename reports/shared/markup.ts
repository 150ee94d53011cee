/** What may stand in markup: markup itself, and text and numbers, which are escaped. */
export type Content = Html | string | number | readonly Content[];

/**
 * Markup. Nothing but the functions of this file can make one, and they make it of literals of our own and of escaped text:
 * a string of anybody else, which is a string to the compiler, can stand in a page as text alone.
 */
class Markup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  get text(): string {
    return this.#text;
  }
  /** Markup that is added to a string would be a string, and escaped where it stands. */
  [Symbol.toPrimitive](): never {
    throw new Error('markup is not text: put it into html`…`');
  }
}
export type Html = Markup;

/** Text that is safe between tags and inside quoted attributes. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function rendered(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(rendered).join('');
  return escaped(String(content));
}

/**
 * Markup of a literal with contents, of which strings are escaped.
 * @throws Error for a string where escaping does not help: in a tag but not within double quotes
 */
export function html(literals: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const within = placesOf(literals);
  const parts = literals.map((literal, i) => {
    const content = contents[i];
    if (content === undefined) return literal;
    if (within[i] === 'tag' && !(content instanceof Markup))
      throw new Error(`text cannot stand in a tag outside of double quotes: ${literal.slice(-40)}`);
    return literal + rendered(typeof content === 'string' && LINK.test(literal) ? local(content) : content);
  });
  return new Markup(parts.join(''));
}

/** A literal that ends where an address begins. */
const LINK = /(?:href|src|action)="$/;

/** An address of others that could name a scheme, as `javascript:` is one, or another host, is a name beside the page. */
const local = (address: string): string =>
  address.startsWith('//') || [...address].some((character) => character <= ' ' || ':\\'.includes(character))
    ? `./${address}`
    : address;

type Place = 'text' | 'tag' | 'quotes';

const known = new WeakMap<TemplateStringsArray, readonly Place[]>();

/** The place in the markup, such as text or an attribute, at the end of each literal. */
function placesOf(literals: TemplateStringsArray): readonly Place[] {
  const before = known.get(literals);
  if (before) return before;
  let place: Place = 'text';
  const places = literals.map((literal) => {
    for (const character of literal) place = after(place, character);
    return place;
  });
  known.set(literals, places);
  return places;
}

function after(place: Place, character: string): Place {
  if (place === 'text') return character === '<' ? 'tag' : 'text';
  if (place === 'quotes') return character === '"' ? 'tag' : 'quotes';
  if (character === '"') return 'quotes';
  return character === '>' ? 'text' : 'tag';
}

export const nothing: Html = new Markup('');

/** One below the other. */
export const lines = (parts: readonly Content[]): Html => new Markup(parts.map(rendered).join('\n'));

/** Data for the page's script. In it no character can end its element or begin another. */
export function dataBlock(
  id: string,
  type: 'application/json' | 'application/octet-stream',
  value: string,
): Html {
  const safe = type === 'application/json' ? inert(value) : escaped(value);
  return new Markup(`<script type="${type}" id="${escaped(id)}">${safe}</script>`);
}

/** JSON means the same with these written as escapes. */
const inert = (json: string): string =>
  json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A script of this repository. @throws Error for one that could end its own element */
export const script = (code: string): Html => ownElement('script', code);

/** A style sheet of this repository. @throws Error for one that could end its own element */
export const styleSheet = (rules: string): Html => ownElement('style', rules);

/** The icon of the page's tab, as a picture of this repository within the page: an address of its own would be asked for. */
export const tabIcon = (svg: string): Html =>
  new Markup(`<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(svg)}">`);

function ownElement(name: 'script' | 'style', content: string): Html {
  if (/<\/|<!--/.test(content)) throw new Error(`a ${name} that could end its own element`);
  return new Markup(`<${name}>${content}</${name}>`);
}

/** A link to a file below a folder; names of others are escaped, so that none of them can be a scheme or leave the folder. */
export const hrefBelow = (folder: string, ...names: readonly string[]): string =>
  folder + names.map((name) => (/^\.+$/.test(name) ? '_' : encodeURIComponent(wellFormed(name)))).join('/');

/** Half of a surrogate pair cannot stand in a link. */
const wellFormed = (name: string): string => name.replace(/\p{Surrogate}/gu, '\ufffd');
