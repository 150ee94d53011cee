import type { PageSeen } from '../../reports/page-seen.fixture.ts';
import type { Paint } from '../first-paint.ts';
import type { LighthouseScore } from './lighthouse.ts';
import type { PageKind } from './page-kinds.ts';

/** A page of a kind, and what was seen of it. */
export interface SeenPage {
  readonly kind: PageKind;
  readonly file: string;
  readonly headline: string;
  readonly megabytes: number;
  readonly seen: PageSeen;
  readonly paint: Paint;
  /** Null: Lighthouse was not asked. */
  readonly lighthouse: LighthouseScore | null;
  readonly faults: readonly string[];
}

/** Prints what the page says, its figures, and each fault. */
export function printPage(page: SeenPage): void {
  const { kind, seen, paint, lighthouse, faults } = page;
  const { desktop, phone } = seen.gatesEnd;
  const figures = [
    `gates end at ${Math.round(desktop)} of 800 and ${Math.round(phone)} of 844`,
    `${seen.screens.toFixed(1)} screens`,
    `${seen.width} px wide at 320`,
    `${seen.charts} charts, ${seen.chartsWithoutTable.length} without a table`,
    `axe ${seen.violations.length}`,
    `Lighthouse ${lighthouse === null ? 'not asked' : lighthouse.score}`,
    `${seen.requests.length} requests`,
    `first paint ${paint.wallMs.toFixed(0)} ms (${paint.processorMs.toFixed(0)} of the processor)`,
    `${page.megabytes.toFixed(2)} MB`,
  ];
  const lines = [
    `${faults.length === 0 ? '✓' : '✕'} ${kind.name.padEnd(14)} ${kind.phones} phones: ${seen.pill}  ${page.headline}`,
    `    ${figures.join(', ')}`,
    `    ${page.file}`,
    ...faults.map((fault) => `    ✕ ${fault}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
