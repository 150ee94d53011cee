import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserSwitches, findBrowser } from '../ci/find-browser.ts';
import { renderReport } from './page.ts';
import { sampleModel } from './sample-model.fixture.ts';

let server: Server;
let url = '';
let profile = '';
beforeAll(async () => {
  profile = await mkdtemp(join(tmpdir(), 'heatsoak-lighthouse-'));
  const page = renderReport(sampleModel(), {
    clientScript: await readFile('dist/reports/client.js', 'utf8'),
  });
  server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/` : '';
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(profile, { recursive: true, force: true });
});

test('Lighthouse gives accessibility 100', async () => {
  const chromePath = findBrowser();
  if (chromePath === null) throw new Error('no browser: npm test fetches one, or set CHROMIUM');
  const chrome = await launch({
    chromePath,
    userDataDir: profile,
    chromeFlags: ['--headless=new', ...browserSwitches],
  });
  try {
    const result = await lighthouse(url, {
      port: chrome.port,
      onlyCategories: ['accessibility'],
      logLevel: 'silent',
    });
    const failed = Object.values(result?.lhr.audits ?? {}).filter((audit) => audit.score === 0);
    expect(failed.map((audit) => audit.id)).toEqual([]);
    expect(result?.lhr.categories['accessibility']?.score).toBe(1);
  } finally {
    chrome.kill();
  }
});
