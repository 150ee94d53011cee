import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { execa } from 'execa';
import { findBrowser } from '../../ci/find-browser.ts';

/** Fetched when it is asked for: nothing that Heatsoak installs needs it. The last version that every Node of package.json runs. */
const LIGHTHOUSE = 'lighthouse@12.8.2';
const LIMIT_MS = 300_000;

/** Accessibility by Lighthouse, 0 to 100, and the audits that cost points. */
export interface LighthouseScore {
  readonly score: number;
  readonly failed: readonly string[];
}

interface LighthouseResult {
  readonly categories: {
    readonly accessibility: {
      readonly score: number | null;
      readonly auditRefs: readonly { readonly id: string; readonly weight: number }[];
    };
  };
  readonly audits: Readonly<Record<string, { readonly score: number | null; readonly title: string }>>;
  readonly runtimeError?: { readonly message: string };
}

/**
 * Serves the page on loopback, for Lighthouse takes no files, and scores it.
 * @param scratch folder for Lighthouse's own report
 * @throws Error where npx cannot fetch it or it cannot open the page
 */
export async function lighthouseScore(file: string, scratch: string): Promise<LighthouseScore> {
  const server = await serve(await readFile(file));
  try {
    const path = join(scratch, 'lighthouse.json');
    await execa(
      'npx',
      [
        ...['--yes', LIGHTHOUSE, urlOf(server), '--quiet', '--only-categories=accessibility'],
        ...['--output=json', `--output-path=${path}`, '--chrome-flags=--headless=new --no-sandbox'],
      ],
      { cwd: scratch, env: { CHROME_PATH: findBrowser() ?? '' }, timeout: LIMIT_MS },
    );
    return scoreOf(JSON.parse(await readFile(path, 'utf8')) as LighthouseResult);
  } finally {
    server.close();
  }
}

function scoreOf({ categories, audits, runtimeError }: LighthouseResult): LighthouseScore {
  const { score, auditRefs } = categories.accessibility;
  if (score === null)
    throw new Error(`Lighthouse gave no score: ${runtimeError?.message ?? 'no reason given'}`);
  const failed = auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1);
  return { score: 100 * score, failed: failed.map(({ id }) => `${id}: ${audits[id]?.title ?? ''}`) };
}

function serve(page: Buffer): Promise<Server> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens nowhere');
  return `http://127.0.0.1:${address.port}/`;
}
