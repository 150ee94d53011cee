/** Calls of SwiftUI whose first text is looked up in the String Catalog. */
const LOOKED_UP = [
  'Text',
  'Button',
  'Label',
  'LabeledContent',
  'Picker',
  'ProgressView',
  'Section',
  'SecureField',
  'TextField',
  'Toggle',
  'accessibilityLabel',
  'navigationTitle',
];
const CALL = new RegExp(String.raw`\b(?:${LOOKED_UP.join('|')})\(\s*"`, 'g');
const LANGUAGES = ['en', 'de'];

/** As far as it is read here: a String Catalog of Xcode. */
export interface StringCatalog {
  readonly strings: Readonly<
    Record<
      string,
      { readonly localizations?: Record<string, { readonly stringUnit?: { state: string; value: string } }> }
    >
  >;
}

/** Keys that Swift sources look up. What is interpolated must be text already, so each is `%@`. */
export function keysOf(source: string): string[] {
  return [...source.matchAll(CALL)].map((match) => keyAt(source, match.index + match[0].length));
}

/** The key that begins behind a quote: up to the closing one, which does not stand within an interpolation. */
function keyAt(source: string, from: number): string {
  let key = '';
  for (let i = from; source[i] !== '"' && i < source.length; i++) {
    if (!source.startsWith('\\(', i)) {
      key += source[i];
      continue;
    }
    key += '%@';
    let depth = 0;
    for (i++; i < source.length; i++) {
      if (source[i] === '(') depth++;
      if (source[i] === ')' && --depth === 0) break;
    }
  }
  return key;
}

/** What is wrong with a catalogue for sources with these keys, one line each. */
export function catalogFaults({ strings }: StringCatalog, keys: readonly string[]): string[] {
  const used = new Set(keys);
  const absent = [...used].filter((key) => !(key in strings)).map((key) => `not in the catalogue: ${key}`);
  const unused = Object.keys(strings)
    .filter((key) => !used.has(key))
    .map((key) => `used nowhere: ${key}`);
  return [...absent, ...unused, ...Object.keys(strings).flatMap((key) => untranslated(key, strings[key]))];
}

function untranslated(key: string, entry: StringCatalog['strings'][string] | undefined): string[] {
  const wanted = placeholders(key);
  return LANGUAGES.flatMap((language) => {
    const unit = entry?.localizations?.[language]?.stringUnit;
    if (!unit?.value.trim() || unit.state !== 'translated') return [`not in ${language}: ${key}`];
    return placeholders(unit.value) === wanted ? [] : [`other placeholders in ${language}: ${key}`];
  });
}

function placeholders(text: string): number {
  return (text.match(/%(?:\d+\$)?@/g) ?? []).length;
}
