import type { Crossover } from '../../harness/judge/crossover.ts';
import type { ServerCrossover } from '../../harness/judge/server-crossover.ts';
import { numberIn, quantity } from '../../harness/words/numbers.ts';
import type { ReportModel } from '../report-model.ts';
import { table } from '../shared/html.ts';
import { type Html, html, lines, nothing } from '../shared/markup.ts';

/** From which prompt length on, and at which distance, a server answers before the phone. Empty without a server. */
export function serverSection({ crossovers, deviceNames, virtualNote }: ReportModel): Html {
  if (!crossovers || crossovers.length === 0) return nothing;
  const parts = crossovers.map((each) => pair(each, deviceNames[each.device] ?? each.device));
  const virtual =
    virtualNote === null ? '' : ' The phone’s side is simulated, the server’s was measured from this host.';
  return html`<section id="server" class="evidence" aria-labelledby="server-title"><h2 id="server-title">Server</h2>
<p>Whole answers of ${crossovers[0]?.generateTokens ?? 0} tokens, from straight lines through the measured cases. Tokens are counted as each side counts them. Other round trips are computed: a streamed answer pays its way once.${virtual}</p>
${lines(parts)}</section>`;
}

function pair(each: ServerCrossover, device: string): Html {
  const title = `${each.build} on ${device} against ${each.server}`;
  const rows = each.byRoundTrip.map(({ roundTripMs, crossover }) => [
    numberIn('ms', roundTripMs),
    crossoverWords(crossover),
  ]);
  const breakEven = each.breakEven.map(({ promptTokens, roundTripMs }) => [
    String(promptTokens),
    roundTripMs < 0 ? 'the phone is first at any distance' : numberIn('ms', roundTripMs),
  ]);
  return html`<h3>${title}</h3>
<p>${`At the measured round trip of ${quantity(each.roundTripMs, 'ms')}: ${crossoverWords(each.measured)}.`}</p>
${table(`Who answers first, by round trip: ${title}`, [{ title: 'Round trip ms', numeric: true }, { title: 'Answers first' }], rows)}
${table(
  `Round trip up to which the server answers first: ${title}`,
  [
    { title: 'Prompt tokens', numeric: true },
    { title: 'Round trip ms', numeric: true },
  ],
  breakEven,
)}`;
}

/** The crossing in one phrase. */
export function crossoverWords({ winner, promptTokens, extrapolated }: Crossover): string {
  const outside = extrapolated ? ' (outside the measured lengths)' : '';
  if (winner === 'phone') return 'the phone, at every prompt length';
  if (winner === 'server') return 'the server, at every prompt length';
  return winner === 'server-from'
    ? `the server from ${promptTokens} prompt tokens on, the phone below${outside}`
    : `the phone from ${promptTokens} prompt tokens on, the server below${outside}`;
}
