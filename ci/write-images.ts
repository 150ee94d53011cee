import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { readRunPair } from '../harness/app/compare-runs.ts';
import { derive } from '../harness/app/derive.ts';
import { history } from '../harness/app/history/history.ts';
import { report } from '../harness/app/report.ts';
import { siteOfRuns } from '../harness/app/serve/site-of-runs.ts';
import { type SimulatedRun, writeSimulatedRun } from '../harness/app/simulated-run.fixture.ts';
import { comparePair } from '../harness/judge/compare-runs.ts';
import { clientScript } from '../harness/publish/client-script.ts';
import { writeDiff } from '../harness/publish/write-diff.ts';
import { writeHistory } from '../harness/publish/write-history.ts';
import { openLoopbackSite } from '../harness/serve/loopback-site.ts';
import { renderReport } from '../reports/page.ts';
import { variantsModel } from '../reports/variants-model.fixture.ts';
import { browserSwitches, findBrowser } from './find-browser.ts';

/** `npm run docs:images`: pictures of each kind of page in docs/images, from simulated runs that are the same each time. */
const SCREEN = { width: 1280, height: 800 };
const NIGHTS = 30;
const STEP_AT = 18;

const sample = (options: Partial<SimulatedRun>): SimulatedRun => ({
  speeds: { candidate: 20, baseline: 20 },
  devices: ['one', 'two'],
  blocks: 8,
  ...options,
});

const runs: Readonly<Record<string, SimulatedRun>> = {
  go: sample({ run: 'go' }),
  'no-go': sample({ run: 'no-go', speeds: { candidate: 18.4, baseline: 20 } }),
  crash: sample({
    run: 'crash',
    ends: ({ role }, device) => (role === 'candidate' && device === 'two' ? 'crashed' : null),
  }),
  inconclusive: sample({ run: 'inconclusive', blocks: 3, launchNoise: 0.03 }),
};

const root = await mkdtemp(join(tmpdir(), 'heatsoak-images-'));
try {
  const written = await pages();
  const site = await openLoopbackSite(siteOfRuns(join(root, 'nights')));
  await picture([
    ...[...written].map(([name, file]): Picture => [name, pathToFileURL(file).href]),
    // The first address lets the browser in.
    ['runs', site.url],
    ['served-history', new URL('/history?metric=decode_rate', site.url).href],
  ]).finally(() => site.close());
} finally {
  await rm(root, { recursive: true });
}

/** A picture's name, and the address of what it shows. */
type Picture = readonly [name: string, address: string];

/** Each kind of page that is a file, by the name of its picture. */
async function pages(): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  for (const [name, options] of Object.entries(runs)) {
    const folder = await writeSimulatedRun(root, options);
    made.set(`report-${name}`, (await report(await derive(folder), folder)).report);
  }
  const variants = join(root, 'variants.html');
  await writeFile(variants, renderReport(variantsModel(), { clientScript: await clientScript() }));
  made.set('report-variants', variants);
  const [before, after] = [join(root, 'go'), join(root, 'no-go')];
  const pair = await readRunPair(before, after);
  made.set('diff', await writeDiff(join(root, 'diff.html'), pair, comparePair(pair), [before, after]));
  const nights = join(root, 'nights');
  for (let night = 0; night < NIGHTS; night++) await writeSimulatedRun(nights, nightly(night));
  made.set(
    'history',
    await writeHistory(join(root, 'history.html'), await history({ runs: nights }), nights),
  );
  return made;
}

/** A month of nights with a loss of 6 % from night 18 on; one night is missing. */
function nightly(night: number): SimulatedRun {
  const at = new Date(Date.UTC(2026, 0, 1 + night + Number(night > 11), 3)).toISOString();
  return {
    ...{ at, run: at.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-'), seed: night, blocks: 2 },
    speeds: { candidate: night < STEP_AT ? 20 : 18.8, pinned: 15 },
    names: { candidate: night < STEP_AT ? 'good' : 'slow', pinned: 'pinned' },
    dayNoise: 0.01,
    launchNoise: 0.004,
  };
}

async function picture(made: readonly Picture[]): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('no browser is on this host: set CHROMIUM');
  const browser = await chromium.launch({ executablePath, args: [...browserSwitches] });
  const page = await browser.newPage({ viewport: SCREEN, reducedMotion: 'reduce', colorScheme: 'light' });
  for (const [name, address] of made) {
    await page.goto(address);
    await page.screenshot({ path: `docs/images/${name}.png`, animations: 'disabled' });
    process.stdout.write(`docs/images/${name}.png\n`);
  }
  await browser.close();
}
