import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogFaults, keysOf, type StringCatalog } from './app-strings.ts';

const APP = 'ios/App/Heatsoak/';

function catalog(name: string): StringCatalog {
  return JSON.parse(readFileSync(APP + name, 'utf8')) as StringCatalog;
}

function keys(): string[] {
  const sources = readdirSync(APP).filter((name) => name.endsWith('.swift'));
  return sources.flatMap((name) => keysOf(readFileSync(APP + name, 'utf8')));
}

test('every text of the app is in the catalogue in English and German, and none is unused', () => {
  expect(keys().length).toBeGreaterThan(60);
  expect(catalogFaults(catalog('Localizable.xcstrings'), keys())).toEqual([]);
});

test('what Info.plist asks the user for is said in both languages', () => {
  const info = readFileSync(`${APP}Info.plist`, 'utf8');
  const asked = [...info.matchAll(/<key>(NS\w+UsageDescription)<\/key>/g)].map((match) => match[1] ?? '');
  expect(asked).not.toEqual([]);
  expect(catalogFaults(catalog('InfoPlist.xcstrings'), asked)).toEqual([]);
});

test('an absent, an unused, an untranslated text and a lost placeholder are each seen', () => {
  const unit = (value: string) => ({ stringUnit: { state: 'translated', value } });
  const strings = {
    Here: { localizations: { en: unit('Here'), de: unit('Hier') } },
    'of %@': { localizations: { en: unit('of %@'), de: unit('von') } },
    Unused: { localizations: { en: unit('Unused'), de: unit('Unbenutzt') } },
    English: { localizations: { en: unit('English') } },
  };
  const source = String.raw`Text("Here") Text("of \(bytes(count(1)))") Button("Absent", action: x) Label("English"`;
  expect(catalogFaults({ strings }, keysOf(source))).toEqual([
    'not in the catalogue: Absent',
    'used nowhere: Unused',
    'other placeholders in de: of %@',
    'not in de: English',
  ]);
});

test('what is shown as it is has no key', () => {
  expect(keysOf('Text(verbatim: "as it is") LabeledContent("State", value: "x")')).toEqual(['State']);
});
