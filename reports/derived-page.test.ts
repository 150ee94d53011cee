import { expect, test } from 'vitest';
import { deriveLogs } from '../harness/judge/derive.ts';
import { type AgentLaunch, agentRun } from '../harness/measure/planted/agent-run.fixture.ts';
import type { Provenance } from '../harness/protocol/provenance.ts';
import { buildReportModel } from './build-model.ts';
import { renderReport } from './page.ts';

/** The page of a block A B B A that the agent ran on a simulated phone. */
async function pageOf(launch: AgentLaunch, made: readonly Provenance[] = []): Promise<string> {
  const roles = ['baseline', 'candidate', 'candidate', 'baseline'] as const;
  const launches = roles.map((role, position) => ({ ...launch, role, position }));
  const { manifest, logs } = await agentRun({ launches });
  const builds = manifest.builds.map((build, i) => ({
    ...build,
    ...(made[i] ? { provenance: made[i] } : {}),
  }));
  const derived = deriveLogs({ ...logs, manifest: { ...manifest, builds } });
  const { measurement, comparisons, verdict } = derived;
  return renderReport(buildReportModel(measurement, comparisons, verdict), { clientScript: '' });
}

/** The text of the table's rows, cells apart. */
const rowsOf = (page: string, table: string): string[] =>
  [
    ...(new RegExp(`<table id="${table}">.*?</table>`, 's').exec(page)?.[0] ?? '').matchAll(
      /<tr>.*?<\/tr>/gs,
    ),
  ].map(([row]) =>
    row
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );

test('loads stand apart by their regime, each with its number of launches', async () => {
  const [, baseline, candidate] = rowsOf(await pageOf({}), 'loads');
  expect(baseline).toMatch(/^Phone .* baseline [\d.]+ \(2\) – –$/);
  expect(candidate).toMatch(/^Phone .* candidate [\d.]+ \(1\) – [\d.]+ \(1\)$/);
});

test('accepted drafts stand beside the speed, and nowhere when nothing is drafted', async () => {
  const page = await pageOf({ effects: { speculation: { draftedTokens: 4, acceptedTokens: 3 } } });
  expect(page).toContain('Drafts accepted %, candidate');
  expect(page).toMatch(
    /Phone<br><small>drafts accepted 68.8\u00a0% by the baseline, 68.8\u00a0% by the candidate/,
  );
  expect(page).toContain('speculative-on-synthetic');
  expect(await pageOf({})).not.toContain('accepted %');
});

test('where a model comes from is shown, and what nobody knows is called unknown', async () => {
  const page = await pageOf({}, [
    { tool: 'optimum-cli', hostOs: 'Darwin 24.5.0 arm64', source: { sha256: 'c'.repeat(64) } },
  ]);
  expect(page).toContain(
    'made by optimum-cli, version unknown; on Darwin 24.5.0 arm64; date unknown; from cccccccccccc',
  );
  expect(page).toMatch(
    /Model made<\/th><td class="words">made by optimum[^<]*<\/td><td class="words">unknown</,
  );
});
