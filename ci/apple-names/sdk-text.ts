/** A name of Apple's SDK: the iOS that has it, 0 where it has been there for ever. */
export interface SdkName {
  readonly name: string;
  readonly since: number;
}

/** A class, protocol, structure or enumeration with what it declares itself. */
export interface SdkType extends SdkName {
  readonly parents: readonly string[];
  readonly members: readonly SdkName[];
}

/** What the texts of some frameworks declare. */
export interface SdkText {
  readonly types: ReadonlyMap<string, SdkType>;
  readonly globals: ReadonlyMap<string, SdkName>;
}

const SINCE = /@since (\d+(?:\.\d+)?)/;
const TYPE = /^(?:declare (?:class|const enum)|interface) (\w+)(?:<[^{]*>)?(.*)\{$/;
const GLOBAL = /^declare (?:var|const|let|function) (\w+)/;
const MEMBER = /^\t(?:static |readonly )*(\w+)\??(?:[(:,]|$| = )/;
const PARENT = /\b[A-Z]\w+/g;

/**
 * Reads what `@nativescript/types-ios` writes of a framework, a declaration a line: Objective-C's methods in one word
 * (`predictionFromFeaturesUsingStateError`), Swift's names nowhere.
 */
export function readSdkText(texts: readonly string[]): SdkText {
  const reader = new SdkReader();
  for (const line of texts.flatMap((text) => text.split('\n'))) reader.read(line);
  return reader;
}

class SdkReader implements SdkText {
  readonly types = new Map<string, SdkType>();
  readonly globals = new Map<string, SdkName>();
  /** Of the declaration that comes next. */
  private since = 0;
  /** Of the type whose lines are being read. */
  private members: SdkName[] | null = null;

  read(line: string): void {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed === '/**') return;
    if (trimmed.startsWith('*')) {
      this.since = Number(SINCE.exec(trimmed)?.[1] ?? this.since);
      return;
    }
    if (line === '}') this.members = null;
    else if (this.members) this.add(this.members, MEMBER.exec(line)?.[1]);
    else this.open(line);
    this.since = 0;
  }

  private open(line: string): void {
    const [, type, heritage = ''] = TYPE.exec(line) ?? [];
    const [, global] = GLOBAL.exec(line) ?? [];
    if (type !== undefined) {
      this.members = [];
      const parents = heritage.match(PARENT) ?? [];
      this.types.set(type, { name: type, since: this.since, parents, members: this.members });
    } else if (global !== undefined && !this.types.has(global)) {
      this.globals.set(global, { name: global, since: this.since });
      // A protocol's other half: what its class would have.
      if (line.endsWith('{')) this.members = [];
    }
  }

  private add(members: SdkName[], name: string | undefined): void {
    if (name !== undefined) members.push({ name, since: this.since });
  }
}

/** All that a type has, its parents' included. */
export function membersOf({ types }: SdkText, name: string): SdkName[] {
  const seen = new Set<string>();
  const found: SdkName[] = [];
  const add = (each: string): void => {
    const type = types.get(each);
    if (!type || seen.has(each)) return;
    seen.add(each);
    found.push(...type.members);
    type.parents.forEach(add);
  };
  add(name);
  return found;
}
