import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDER = 'docs/decisions';
const names = readdirSync(FOLDER).sort();
const TITLE =
  /^# (\d{4})\. \S.*\n\n- Date: \d{4}-\d{2}-\d{2}\n- Status: (accepted|superseded by (\d{4}))\n\n/;

/** What breaks the form that every decision has, as sentences. */
function problems(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([name, text], index) => {
    const number = String(index + 1).padStart(4, '0');
    if (!name.startsWith(`${number}-`)) return [`${name} should have the number ${number}`];
    const [, inTitle, , successor] = TITLE.exec(text) ?? [];
    if (inTitle !== number) return [`${name} does not begin with its title, date and status`];
    const isKnown = successor === undefined || [...files.keys()].some((other) => other.startsWith(successor));
    return isKnown ? [] : [`${name} is superseded by ${successor}, which does not exist`];
  });
}

const files = new Map(names.map((name) => [name, readFileSync(`${FOLDER}/${name}`, 'utf8')]));

test('every decision has a title, a date and a status, and numbers have no holes', () => {
  expect(files.size).toBeGreaterThan(20);
  expect(problems(files)).toEqual([]);
});

const good = (number: string, status = 'accepted'): string =>
  `# ${number}. A title\n\n- Date: 2026-11-28\n- Status: ${status}\n\nText.\n`;

test.each([
  ['a hole', [['0002-b.md', good('0002')]], 'should have the number 0001'],
  ['another title form', [['0001-a.md', good('0001').replace('0001.', '1.')]], 'does not begin'],
  ['no status', [['0001-a.md', good('0001').replace('- Status: accepted\n', '')]], 'does not begin'],
  ['an unknown successor', [['0001-a.md', good('0001', 'superseded by 0009')]], 'which does not exist'],
] as const)('%s is refused', (_, planted, why) => {
  expect(problems(new Map(planted))).toEqual([expect.stringContaining(why)]);
});
