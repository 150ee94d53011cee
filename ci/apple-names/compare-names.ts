import { membersOf, type SdkName, type SdkText } from './sdk-text.ts';
import type { StubName } from './stub-names.ts';

/** The oldest system that the package runs on (ios/Package.swift). */
export const OLDEST_IOS = 18;

/** What is wrong with a name of a stub, or that nothing could be said of it. */
export interface NameProblem {
  readonly line: number;
  readonly what: string;
}

/** What came of a stub's names. */
export interface Compared {
  readonly problems: readonly NameProblem[];
  /** Names that the SDK's text has, and that are old enough. */
  readonly found: number;
  /** Names of Swift's overlays alone, which no text has. */
  readonly swiftAlone: readonly string[];
}

/**
 * Holds the names of a stub against the SDK's text. Swift's names differ from Objective-C's by rules (docs of "API notes"): what those rules
 * make of a name is searched, and a remark in the stub names what they do not.
 * @param guarded whether the sources that use a name ask for the iOS that it needs (`#available`)
 */
export function compareNames(
  stub: readonly StubName[],
  sdk: SdkText,
  guarded: (name: StubName, since: number) => boolean,
): Compared {
  const problems: NameProblem[] = [];
  const swiftAlone: string[] = [];
  let found = 0;
  for (const name of stub) {
    const shown = [...name.types, name.name].join('.');
    if (name.isSwiftAlone) {
      swiftAlone.push(shown);
      continue;
    }
    const matched = search(name, sdk);
    const problem = (what: string): void => void problems.push({ line: name.line, what });
    if (!matched) problem(`Apple's SDK has no ${shown}`);
    else if (matched.since > OLDEST_IOS && !guarded(name, matched.since))
      problem(`${shown} is of iOS ${matched.since}, and ${OLDEST_IOS} is the oldest that must do`);
    else found++;
  }
  return { problems, found, swiftAlone };
}

function search(name: StubName, sdk: SdkText): SdkName | undefined {
  const { original } = name;
  if (name.kind === 'type') return typeOf([...name.types, name.name], sdk);
  const owner = name.types.length === 0 ? undefined : typeOf(name.types, sdk);
  if (name.types.length > 0 && !owner) return undefined;
  const members = owner ? membersOf(sdk, owner.name) : [];
  if (original !== null) return members.find((each) => each.name === original) ?? sdk.globals.get(original);
  if (!owner) return sdk.globals.get(name.name);
  const isMeant = matcher(name, owner.name);
  const notification = name.isStatic ? sdk.globals.get(`${owner.name}${capital(name.name)}`) : undefined;
  return notification ?? oldest(members.filter((each) => isMeant(each.name)));
}

/** Of overloads that the rules cannot tell apart the oldest does. */
const oldest = (names: readonly SdkName[]): SdkName | undefined =>
  [...names].sort((a, b) => a.since - b.since)[0];

/** Foundation's types lose their NS in Swift; a type within another has both names in one. */
function typeOf(path: readonly string[], { types }: SdkText): SdkName | undefined {
  const whole = path.join('');
  return types.get(whole) ?? types.get(`NS${whole}`);
}

function matcher({ kind, name, labels }: StubName, owner: string): (objectiveC: string) => boolean {
  switch (kind) {
    case 'case':
      return (other) => other.toLowerCase() === name.toLowerCase();
    case 'property': {
      // `UIDevice.current` is `currentDevice`, `isIdleTimerDisabled` is `idleTimerDisabled`.
      const noun = owner.replace(/^[A-Z]{2,}(?=[A-Z])/, '');
      const names = [
        name,
        name + noun,
        name.replace(/^is([A-Z])/, (_, first: string) => first.toLowerCase()),
      ];
      return (other) => names.includes(other);
    }
    case 'initialiser':
      return inOrder(`^[a-z]\\w*With`, labels);
    case 'method':
      return inOrder(`^${name}`, labels);
    case 'type':
      return () => false;
  }
}

/** Labels stand in Objective-C's word in their order, with what the parameters are between them. */
function inOrder(start: string, labels: readonly string[]): (objectiveC: string) => boolean {
  const words = labels.filter((label) => label !== '_').map((label) => `${capital(label)}\\w*`);
  const pattern = new RegExp(`${start}\\w*?${words.join('')}$`);
  return (other) => pattern.test(other);
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
