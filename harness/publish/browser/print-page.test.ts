import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../../../ci/find-browser.ts';
import { findChromium } from './find-chromium.ts';
import { printPage } from './print-page.ts';

let folder = '';
let page = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-print-'));
  page = join(folder, 'a page.html');
  await writeFile(page, '<!doctype html><title>GO</title><h1>GO</h1>');
});
afterAll(() => rm(folder, { recursive: true }));

const browser = findBrowser();

test.skipIf(browser === null)('a browser of this host makes a PDF and a picture of a page', async () => {
  const [pdf, png] = [join(folder, 'page.pdf'), join(folder, 'page.png')];
  await printPage(browser ?? '', page, 'pdf', pdf);
  await printPage(browser ?? '', page, 'png', png);
  expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-');
  const picture = await readFile(png);
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1280, 800]);
});

test('a program that makes no picture is told, and leaves no file', async () => {
  const file = join(folder, 'none.pdf');
  await expect(printPage('/bin/true', page, 'pdf', file)).rejects.toMatchObject({ code: 'BROWSER_FAILED' });
  await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('the browser is the named one, else one on the path, else it is said that there is none', async () => {
  const own = join(folder, 'chromium');
  await writeFile(own, '');
  expect(findChromium({ HEATSOAK_CHROMIUM: own, PATH: '' })).toBe(own);
  expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(own);
  expect(() => findChromium({ HEATSOAK_CHROMIUM: '/nowhere/chrome', PATH: folder })).toThrow(
    '/nowhere/chrome',
  );
});
