/** A declaration of a stub, by its Swift name. */
export interface StubName {
  /** Types that it stands in, outermost first: `['UIDevice', 'BatteryState']`. */
  readonly types: readonly string[];
  readonly kind: 'type' | 'property' | 'method' | 'initialiser' | 'case';
  readonly name: string;
  /** Of a method or an initialiser, `_` for none. */
  readonly labels: readonly string[];
  /** Whether it is one of the type's own, not of its values. */
  readonly isStatic: boolean;
  readonly line: number;
  /** Objective-C's name, where a remark `// Objective-C: name` gives it. */
  readonly original: string | null;
  /** A remark `// Swift alone` says that only Apple's overlay has it. */
  readonly isSwiftAlone: boolean;
}

const TYPE = /\b(class|struct|enum|protocol|extension) (\w+)/;
const STATIC = /\b(static|class) (var|let|func)\b/;
const PROPERTY = /\b(?:var|let) (\w+)/;
const METHOD = /\bfunc (\w+)/;
const CASES = /\bcase ([^}]+)/;
const REMARK = /\/\/ Objective-C: (\w+)/;
const SWIFT_ALONE = '// Swift alone';

/** Reads a stub of ios/Stubs: a declaration begins a line, but for the cases of an enumeration. Private ones are left out. */
export function readStub(text: string): StubName[] {
  const open: { readonly name: string; readonly depth: number }[] = [];
  let depth = 0;
  let remark = '';
  return text.split('\n').flatMap((line, index) => {
    const code = line.replace(/\/\/.*$/, '');
    const said = line.slice(code.length);
    // A remark on a line of its own is about the next.
    if (code.trim() === '') {
      remark = said;
      return [];
    }
    const about = `${remark} ${said}`;
    remark = '';
    const types = open.map(({ name }) => name);
    const type = TYPE.exec(code.replace(STATIC, ''));
    const opens = type !== null && /\{/.test(code) && !/\bfunc\b|\bvar\b/.test(code.slice(0, type.index));
    const found = declarations(code, types, opens ? (type?.[2] ?? null) : null).map((each) => ({
      ...each,
      line: index + 1,
      original: REMARK.exec(about)?.[1] ?? null,
      isSwiftAlone: about.includes(SWIFT_ALONE),
    }));
    if (opens && type?.[2]) open.push({ name: type[2], depth });
    depth += count(code, '{') - count(code, '}');
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= depth) open.pop();
    return /\bprivate\b/.test(code) ? [] : found;
  });
}

type Declaration = Pick<StubName, 'types' | 'kind' | 'name' | 'labels' | 'isStatic'>;

function declarations(code: string, types: readonly string[], opened: string | null): Declaration[] {
  const isStatic = STATIC.test(code);
  const one = (kind: StubName['kind'], name: string, labels: string[] = []): Declaration[] => [
    { types, kind, name, labels, isStatic },
  ];
  if (opened !== null) {
    const inside = [...types, opened];
    const type = /\bextension\b/.test(code) ? [] : one('type', opened);
    return [...type, ...casesOf(code, inside)];
  }
  const [, method] = METHOD.exec(code) ?? [];
  if (method) return one('method', method, labelsOf(code));
  if (/\binit\b\??\(/.test(code)) return one('initialiser', 'init', labelsOf(code));
  const [, property] = PROPERTY.exec(code) ?? [];
  if (property) return one('property', property);
  return casesOf(code, types);
}

function casesOf(code: string, types: readonly string[]): Declaration[] {
  const [, list] = CASES.exec(code) ?? [];
  const names = list?.split(',').map((each) => each.trim().split(/\W/)[0] ?? '') ?? [];
  return names
    .filter((name) => name !== '')
    .map((name) => ({ types, kind: 'case', name, labels: [], isStatic: true }));
}

/** Labels of the parameter list, where it stands on one line: the first word of each parameter. */
function labelsOf(code: string): string[] {
  let list = code.slice(code.indexOf('(') + 1).replaceAll('->', '');
  // What stands in brackets is of a parameter's type, innermost first.
  for (let shorter = ''; shorter !== list; ) {
    shorter = list;
    list = list.replaceAll(/[(<[][^()<>[\]]*[)>\]]/g, '');
  }
  const parameters = list.split(')')[0]?.split(',') ?? [];
  return parameters.flatMap((each) => /^\s*(\w+)[^:]*:/.exec(each)?.[1] ?? []);
}

const count = (text: string, character: string): number => text.split(character).length - 1;
