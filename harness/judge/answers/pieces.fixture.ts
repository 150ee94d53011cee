import type { Manifest } from '../../experiment/manifest.ts';
import type { Journal } from '../../experiment/read-journal.ts';
import type { RunLogs } from '../../measure/measure.ts';
import type { Piece } from '../../protocol/piece.ts';

/** The run's logs, with what its tokens write in the journals, for every model of the run. */
export function withPieces<L extends RunLogs & { readonly manifest: Manifest }>(
  logs: L,
  pieces: readonly Piece[],
): L {
  if (pieces.length === 0) return logs;
  const models = new Set(logs.manifest.builds.map(({ model }) => model.sha256));
  const said = [...models].map((model, i) => ({
    v: 1 as const,
    seq: 1000 + i,
    t: 1e9,
    type: 'harness.pieces' as const,
    model,
    pieces: [...pieces],
  }));
  const told = (journal: Journal): Journal => ({ ...journal, events: [...journal.events, ...said] });
  return { ...logs, harness: new Map([...logs.harness].map(([key, journal]) => [key, told(journal)])) };
}

/** Tokens that write their own id after a space. */
export const numbered = (count: number): Piece[] =>
  Array.from({ length: count }, (_, id) => ({ id, text: ` ${id}` }));
