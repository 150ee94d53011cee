import type { GateLine } from '../../judge/gates/gate-line.ts';
import { counted } from '../../words/numbers.ts';

const symbols: Readonly<Record<GateLine['state'], string>> = { passed: '✓', failed: '✕', unknown: '?' };

/** The list of gates as a table: what was asked, what was found where it is worst, what is allowed, and on how many phones. */
export function gateRows(gates: readonly GateLine[]): string[][] {
  if (gates.length === 0) return [];
  return [['', 'gate', 'worst', 'allowed', 'phones'], ...gates.map(rowOf)];
}

function rowOf({ state, name, measured, allowed, phones }: GateLine): string[] {
  const all = phones.passed + phones.failed + phones.unknown;
  const counts = [
    ...(phones.failed > 0 ? [`✕ ${phones.failed}`] : []),
    ...(phones.unknown > 0 ? [`? ${phones.unknown}`] : []),
    ...(phones.passed > 0 ? [`✓ ${phones.passed}`] : []),
  ];
  return [symbols[state], name, measured, allowed ?? '–', `${counts.join(' ')} of ${counted(all, 'phone')}`];
}
