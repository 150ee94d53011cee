import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { annotationsOf, github } from './github.ts';
import { hostileNames, publicationOf } from './publication.fixture.ts';
import { summaryOf } from './summary.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-github-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A command as GitHub's runner reads a line: name, properties, message. */
function commandIn(line: string) {
  const [, name, properties = '', message = ''] = /^\s*::([a-z-]+)(?: ([^:]*))?::(.*)$/s.exec(line) ?? [];
  const plain = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const pairs = properties.split(',').map((pair) => pair.split('='));
  return { name, properties: pairs.map(([key]) => key), message: plain(message) };
}

test('a phone that does not pass is one annotation, and a run that passes is one notice', () => {
  expect(annotationsOf(publicationOf('NO-GO')).map(commandIn)).toMatchObject([
    { name: 'error', message: expect.stringMatching(/^iPhone one decodes 10\.1.% slower.*allowed 2.%$/) },
    { name: 'error', message: expect.stringContaining('iPhone two') },
  ]);
  expect(annotationsOf(publicationOf('GO')).map(commandIn)).toMatchObject([{ name: 'notice' }]);
  expect(annotationsOf(publicationOf('INCONCLUSIVE')).map(commandIn)).toMatchObject([
    { name: 'warning' },
    { name: 'warning' },
  ]);
});

test('a pass of simulated phones says that they are, and tells its doubts', () => {
  const publication = publicationOf('GO');
  const { verdict } = publication.derived;
  const doubts = {
    count: 2,
    worst: { code: 'quick-gate', device: null, launch: null, message: 'the quick gate asked' },
  };
  const [line = ''] = annotationsOf({
    ...publication,
    derived: { ...publication.derived, verdict: { ...verdict, doubts } },
  });
  expect(line).toContain('title=Heatsoak%3A GO (SIMULATED)::');
  expect(line).toMatch(/within limits \(2 doubts, worst: the quick gate asked\)$/);
  for (const other of annotationsOf(publicationOf('NO-GO')))
    expect(other).toContain('NO-GO (SIMULATED) on iPhone');
});

test('of more phones than GitHub shows the worst are told, and how many more there are', () => {
  const publication = publicationOf('NO-GO');
  const { verdict } = publication.derived;
  const [one] = verdict.devices;
  const phones = Array.from({ length: 14 }, (_, i) => ({
    ...one,
    name: `phone ${i}`,
    verdict: i === 13 ? ('NO-GO' as const) : ('INCONCLUSIVE' as const),
  }));
  const derived = {
    ...publication.derived,
    verdict: { ...verdict, devices: phones as typeof verdict.devices },
  };
  const lines = annotationsOf({ ...publication, derived });
  expect(lines).toHaveLength(10);
  expect(lines[0]).toContain('phone 13');
  expect(commandIn(lines[9] ?? '').message).toBe('+5 more phones in the report');
});

test('whatever a phone is called, its annotation is one command with one property', () => {
  for (const name of hostileNames)
    for (const line of annotationsOf(publicationOf('NO-GO', { phone: name }))) {
      expect(line, name).not.toMatch(/[\r\n]/);
      expect(commandIn(line), name).toMatchObject({ name: 'error', properties: ['title'] });
    }
});

test('in a job of GitHub the summary is added to what its step has said; elsewhere nothing is said at all', async () => {
  const file = join(folder, 'step.md');
  await writeFile(file, 'before\n');
  const publication = publicationOf('GO');
  const lines: string[] = [];
  const command = (line: string): void => void lines.push(line);
  await github.publish(publication, { env: { GITHUB_STEP_SUMMARY: file }, command });
  expect([lines, await readFile(file, 'utf8')]).toEqual([[], 'before\n']);
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file };
  await github.publish(publication, { env, command });
  expect(await readFile(file, 'utf8')).toBe(`before\n${summaryOf(publication)}`);
  expect(lines).toHaveLength(1);
  const gone = { ...env, GITHUB_STEP_SUMMARY: join(folder, 'none', 'step.md') };
  await expect(github.publish(publication, { env: gone, command })).rejects.toMatchObject({
    code: 'PLACE_INVALID',
  });
});
