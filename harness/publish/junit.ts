import { DOMImplementation, type Element, XMLSerializer } from '@xmldom/xmldom';
import { buildWords } from '../experiment/build-identity.ts';
import { plainText } from '../words/plain-text.ts';
import { type Check, checksOf } from './checks.ts';
import { measuredValues, phoneKey } from './measured-values.ts';
import { filePublisher, type Publication } from './publisher.ts';

type Attributes = Readonly<Record<string, string | number>>;

/**
 * `junit.xml` in the strict dialect that Jenkins and GitLab take (schemas/junit.xsd): a test suite for each phone and one for each
 * phone in each suite, a test case for each question that decides. What was proved passes, what stops a build is a failure,
 * what could not be measured an error, and what nobody can tell yet or somebody waived is skipped. Names hold no values: they are keys of histories.
 */
export const junit = filePublisher('junit', 'junit.xml', (publication) => {
  const document = new DOMImplementation().createDocument(null, 'testsuites', null);
  const root = document.documentElement as Element;
  const checks = checksOf(publication.derived);
  const { seconds } = publication.derived.durations;
  fill(root, { name: 'Heatsoak', ...withoutSkipped(countsOf(checks)), time: timeOf(seconds) });
  for (const suite of suitesOf(checks)) addSuite(root, suite, publication);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document)}\n`;
});

interface JunitSuite {
  readonly device: string;
  readonly suite: string | null;
  readonly checks: readonly Check[];
}

/** Checks of one phone and suite stand together, in the order in which they came. */
function suitesOf(checks: readonly Check[]): JunitSuite[] {
  const suites = new Map<string, JunitSuite>();
  for (const check of checks) {
    const { device, suite } = check;
    const key = JSON.stringify([device, suite]);
    suites.set(key, { device, suite, checks: [...(suites.get(key)?.checks ?? []), check] });
  }
  return [...suites.values()];
}

function addSuite(root: Element, { device, suite, checks }: JunitSuite, { derived }: Publication): void {
  const { manifest } = derived.measurement;
  const phone = manifest.sessions.find((each) => each.device.id === device)?.device;
  const seconds = derived.durations.phones.find((each) => each.device === device)?.seconds ?? null;
  const name = [phone ? phoneKey(phone) : device, ...(suite === null ? [] : [suite])].join(' ');
  const element = child(root, 'testsuite', {
    ...{ name, ...countsOf(checks) },
    // What is asked of the whole phone took the whole session; nothing is counted twice.
    time: timeOf(suite === null ? seconds : null),
    timestamp: manifest.startedAt,
    hostname: device,
  });
  const properties = child(element, 'properties');
  const property = (key: string, value: string): void =>
    void child(properties, 'property', { name: key, value });
  property('run', manifest.run);
  property('verdict', derived.verdict.verdict);
  property('doubts', String(derived.verdict.doubts.count));
  if (phone) {
    property('model', phone.model);
    property('os', phone.os);
    property('virtual', String(phone.virtual));
  }
  for (const build of manifest.builds) {
    property(build.role, buildWords(build));
    if (build.commit !== undefined) property(`${build.role}.commit`, build.commit);
  }
  for (const measured of measuredValues(derived))
    if (measured.device.id === device && measured.suite === suite)
      property(`${measured.metric.id} ${measured.metric.unit}`, digits(measured.value));
  for (const check of checks) addCase(element, check);
}

function addCase(suite: Element, check: Check): void {
  const classname = ['heatsoak', check.device, ...(check.suite === null ? [] : [check.suite])]
    .map((part) => part.replaceAll('.', '_'))
    .join('.');
  const element = child(suite, 'testcase', { classname, name: check.title, time: timeOf(0) });
  const message = check.reason ?? '';
  if (isSkipped(check)) child(element, 'skipped', { message });
  if (check.state !== 'failed' && check.state !== 'invalid') return;
  const [tag, type] = check.state === 'failed' ? ['failure', 'no-go'] : ['error', 'invalid'];
  const outcome = child(element, tag, { type, message });
  const text = [message, ...foundIn(check), '[[PROPERTY|report=report.html]]'];
  outcome.textContent = text.map(xmlText).join('\n');
}

/** The dialect has no word for what is neither passed nor failed; the message says whether it is unknown or waived. */
const isSkipped = ({ state }: Check): boolean => state === 'unknown' || state === 'waived';

/** The numbers of a failure, where it has some. */
const foundIn = ({ finding }: Check): string[] =>
  finding && finding.allowed !== null ? [`found ${finding.measured}; allowed ${finding.allowed}`] : [];

function countsOf(checks: readonly Check[]) {
  const count = (state: Check['state']): number => checks.filter((each) => each.state === state).length;
  return {
    tests: checks.length,
    failures: count('failed'),
    errors: count('invalid'),
    skipped: checks.filter(isSkipped).length,
  };
}

/** The schema has no such attribute on the outermost element. */
const withoutSkipped = ({ skipped: _, ...counts }: ReturnType<typeof countsOf>): Attributes => counts;

/** More digits say nothing, and are read by people, too. */
const digits = (value: number): string => String(Number(value.toPrecision(6)));

/** Seconds with a point and no exponent, as the schema wants them. */
const timeOf = (seconds: number | null): string => (seconds ?? 0).toFixed(3);

function child(parent: Element, name: string, attributes: Attributes = {}): Element {
  const document = parent.ownerDocument;
  if (!document) throw new Error('an element stands in a document');
  const element = document.createElement(name);
  parent.appendChild(document.createTextNode('\n'));
  parent.appendChild(element);
  fill(element, attributes);
  return element;
}

function fill(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, xmlText(String(value)));
}

/** What XML 1.0 can hold at all; the serializer escapes the rest. */
const xmlText = (text: string): string => wellFormed(plainText(text)).replace(/[\ufffe\uffff]/g, '\ufffd');

/** Halves of surrogate pairs are no characters. */
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');
