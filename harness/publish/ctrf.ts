import { buildWords } from '../experiment/build-identity.ts';
import { documentText } from '../files/write-whole.ts';
import type { GateFinding } from '../judge/gates/gate-line.ts';
import { type Check, type CheckState, checksOf } from './checks.ts';
import { phoneKey } from './measured-values.ts';
import { filePublisher, type Publication } from './publisher.ts';

/** CTRF knows no test that could not tell: what is neither passed nor failed is `other`, and `rawStatus` says which. */
const statusOf: Readonly<Record<CheckState, 'passed' | 'failed' | 'other'>> = {
  passed: 'passed',
  failed: 'failed',
  unknown: 'other',
  waived: 'other',
  invalid: 'other',
};
const rawStatusOf: Readonly<Record<CheckState, string>> = {
  passed: 'go',
  failed: 'no-go',
  unknown: 'inconclusive',
  waived: 'waived',
  invalid: 'invalid',
};

/** `ctrf.json`, the Common Test Report Format: its schema is closed, so what is ours stands in `extra`. */
export const ctrf = filePublisher('ctrf', 'ctrf.json', (publication) => {
  const { derived, exitCode } = publication;
  const { manifest } = derived.measurement;
  const checks = checksOf(derived);
  const start = Date.parse(manifest.startedAt);
  const count = (status: string): number => checks.filter(({ state }) => statusOf[state] === status).length;
  return documentText({
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    runId: manifest.run,
    timestamp: manifest.startedAt,
    generatedBy: 'heatsoak',
    results: {
      tool: { name: 'heatsoak', version: manifest.heatsoak },
      summary: {
        ...{ tests: checks.length, passed: count('passed'), failed: count('failed') },
        ...{ skipped: 0, pending: 0, other: count('other') },
        ...{ start, stop: start + Math.round(1000 * (derived.durations.seconds ?? 0)) },
        extra: { verdict: derived.verdict.verdict, headline: derived.verdict.headline, exitCode },
      },
      tests: checks.map((check) => testOf(check, publication)),
      environment: environmentOf(publication),
    },
  });
});

function testOf(check: Check, { derived }: Publication) {
  const phone = derived.measurement.manifest.sessions.find(
    ({ device }) => device.id === check.device,
  )?.device;
  const { state, suite, reason, finding, cell } = check;
  return {
    name: check.title,
    status: statusOf[state],
    rawStatus: rawStatusOf[state],
    duration: 0,
    suite: [phone ? phoneKey(phone) : check.device, ...(suite === null ? [] : [suite])],
    device: check.name,
    ...(reason === null ? {} : { message: reason }),
    ...(state === 'passed'
      ? {}
      : { attachments: [{ name: 'report', contentType: 'text/html', path: 'report.html' }] }),
    ...(finding ? { extra: { ...numbersIn(finding), ...(cell ? changeOf(cell) : {}) } } : {}),
  };
}

const numbersIn = ({ id, measured, allowed, value, unit, atLeast, atMost }: GateFinding) => ({
  ...{ gate: id, measured, allowed, value, unit, atLeast, atMost },
});

const changeOf = ({ comparison, change }: NonNullable<Check['cell']>) => ({
  metric: comparison.metric,
  unit: comparison.unit,
  higherIsBetter: comparison.direction === 'higher',
  ...{ baseline: change.baseline, candidate: change.candidate, changePercent: change.changePercent },
  ...{ ci95Percent: change.ci95Percent, allowedPercent: change.allowedPercent },
  ...{ blocks: change.blocks, reading: change.reading },
});

function environmentOf({ derived }: Publication) {
  const { builds, sessions } = derived.measurement.manifest;
  const candidate = builds.find(({ role }) => role === 'candidate');
  const baseline = builds.find(({ role }) => role === 'baseline');
  return {
    osPlatform: 'ios',
    osVersion: [...new Set(sessions.map(({ device }) => device.os))].join(', '),
    ...(candidate ? { appName: candidate.name, appVersion: candidate.version } : {}),
    ...(candidate?.commit === undefined ? {} : { commit: candidate.commit }),
    ...(candidate?.url === undefined ? {} : { buildUrl: candidate.url }),
    extra: {
      virtual: sessions.some(({ device }) => device.virtual),
      ...{ verdict: derived.verdict.verdict, doubts: derived.verdict.doubts.count },
      baseline: baseline ? buildWords(baseline) : null,
    },
  };
}
