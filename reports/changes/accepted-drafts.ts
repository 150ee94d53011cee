import { median } from '../../harness/statistics/median.ts';
import { quantity } from '../../harness/words/numbers.ts';
import type { PromptRow } from '../report-model.ts';
import { type Html, html, nothing } from '../shared/markup.ts';

/** A decode speed with drafted tokens says little without how many of them were accepted. */
export function acceptedDrafts(
  prompts: readonly PromptRow[],
  of: {
    readonly metric: string;
    readonly suite: string;
    readonly device: string /** Null: all. */;
    readonly case: string | null;
  },
): Html {
  if (of.metric !== 'decode_rate') return nothing;
  const own = prompts.filter(
    (each) =>
      each.device === of.device && each.suite === of.suite && (of.case === null || each.case === of.case),
  );
  const baseline = median(own.flatMap((each) => each.baselineAccepted ?? []));
  const candidate = median(own.flatMap((each) => each.candidateAccepted ?? []));
  if (baseline === null && candidate === null) return nothing;
  return html`<br><small>drafts accepted ${quantity(baseline, '%')} by the baseline, ${quantity(candidate, '%')} by the candidate</small>`;
}
