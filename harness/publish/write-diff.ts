import { join, resolve } from 'node:path';
import type { DiffCurve, DiffModel, DiffSide } from '../../reports/diff/diff-model.ts';
import { renderDiff } from '../../reports/diff/diff-page.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { RunPair } from '../judge/compare-runs.ts';
import type { ComparedRuns } from '../judge/compared-runs-document.ts';
import type { Derived } from '../judge/derive.ts';
import { hrefTo } from './href-to.ts';

/** Writes the page of two runs; `paths` are those of the run folders. Returns the page's path. */
export async function writeDiff(
  file: string,
  pair: RunPair,
  compared: ComparedRuns,
  paths: readonly [string, string],
): Promise<string> {
  const page = resolve(file);
  await writeWhole(page, diffHtml(page, pair, compared, paths));
  return page;
}

/** The page of two runs as it stands at a path: its links lead from there to the reports. */
export const diffHtml = (
  page: string,
  pair: RunPair,
  compared: ComparedRuns,
  paths: readonly [string, string],
): string => renderDiff(modelOf(page, pair, compared, paths));

function modelOf(
  page: string,
  { a, b }: RunPair,
  compared: ComparedRuns,
  [pathA, pathB]: readonly [string, string],
): DiffModel {
  const sessions = [...a.measurement.manifest.sessions, ...b.measurement.manifest.sessions];
  const names = new Map(sessions.map(({ device }) => [device.id, device.name]));
  const nameOf = (device: string): string => names.get(device) ?? device;
  return {
    a: sideOf(page, a, pathA),
    b: sideOf(page, b, pathB),
    virtual: sessions.some(({ device }) => device.virtual),
    environment: compared.environment,
    warnings: compared.warnings,
    comparable: compared.cells.length,
    onlyInOne: compared.onlyInOne,
    measures: compared.measures.map((each) => ({ ...each, deviceName: nameOf(each.device) })),
    curves: curvesOf(a, b, nameOf),
  };
}

function sideOf(page: string, { measurement }: Derived, path: string): DiffSide {
  const build = measurement.manifest.builds.find((each) => each.role === 'candidate');
  return {
    run: measurement.manifest.run,
    candidate: build ? `${build.name} ${build.app.sha256.slice(0, 12)}` : 'no candidate',
    report: hrefTo(page, join(path, 'report.html')),
  };
}

/** The first soak of the candidate on every phone that has one in both runs. */
function curvesOf(a: Derived, b: Derived, nameOf: (device: string) => string): DiffCurve[] {
  const first = ({ measurement }: Derived, device: string) =>
    measurement.curves.find((curve) => curve.device === device && curve.role === 'candidate');
  return a.measurement.manifest.sessions.flatMap(({ device }) => {
    const [left, right] = [first(a, device.id), first(b, device.id)];
    if (!left || !right) return [];
    return [{ deviceName: nameOf(device.id), a: left.speeds, b: right.speeds }];
  });
}
