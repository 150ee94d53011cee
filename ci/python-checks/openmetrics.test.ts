import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMetrics } from '../../harness/publish/openmetrics.ts';
import { hostileNames, type Names, publicationOf } from '../../harness/publish/publication.fixture.ts';
import { written } from '../../harness/publish/written.fixture.ts';
import { findPython } from '../find-python.ts';

const python = findPython();

interface Report {
  readonly accepted: boolean;
  readonly why?: string;
  readonly samples?: number;
}

test('prometheus_client reads what is published, whatever things are called, and refuses a broken file', async ({
  skip,
}) => {
  if ('skipped' in python) return skip(python.skipped);
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-openmetrics-'));
  const read = async (text: string): Promise<Report> => {
    await writeFile(join(folder, 'metrics.txt'), text);
    const args = ['ci/python-checks/check_openmetrics.py', join(folder, 'metrics.txt')];
    return JSON.parse(execFileSync(python.path, args, { encoding: 'utf8' })) as Report;
  };
  const published = async (names: Names): Promise<string> => {
    const [text = ''] = await written(openMetrics, publicationOf('NO-GO', names));
    return text;
  };
  for (const name of hostileNames) {
    const text = await published({ phone: name, build: name });
    const samples = text.split('\n').filter((line) => /^heatsoak_/.test(line)).length;
    expect(await read(text), name).toMatchObject({ accepted: true, samples });
  }
  const whole = await published({});
  expect((await read(whole.replace('# EOF\n', ''))).accepted).toBe(false);
  expect((await read(whole.replace('role="candidate"', 'role="cand"idate"'))).accepted).toBe(false);
  await rm(folder, { recursive: true });
});
