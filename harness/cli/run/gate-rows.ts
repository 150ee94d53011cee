import { termsOfWaiver } from '../../experiment/waiver.ts';
import { type GateLine, phoneCount } from '../../judge/gates/gate-line.ts';
import { counted } from '../../words/numbers.ts';

const symbols: Readonly<Record<GateLine['state'], string>> = {
  passed: '✓',
  failed: '✕',
  unknown: '?',
  waived: '~',
};

/** The list of gates as a table: what was asked, what was found where it is worst, what is allowed, and on how many phones. */
export function gateRows(gates: readonly GateLine[]): string[][] {
  if (gates.length === 0) return [];
  return [['', 'gate', 'worst', 'allowed', 'phones'], ...gates.map(rowOf)];
}

function rowOf(line: GateLine): string[] {
  const { state, name, measured, allowed, phones, waiver } = line;
  const waived = phones.waived ?? 0;
  const counts = [
    ...(phones.failed > 0 ? [`✕ ${phones.failed}`] : []),
    ...(phones.unknown > 0 ? [`? ${phones.unknown}`] : []),
    ...(waived > 0 ? [`~ ${waived}`] : []),
    ...(phones.passed > 0 ? [`✓ ${phones.passed}`] : []),
  ];
  const found = waiver ? `${measured}, waived ${termsOfWaiver(waiver)}` : measured;
  const of = counted(phoneCount(line), 'phone');
  return [symbols[state], name, found, allowed ?? '–', `${counts.join(' ')} of ${of}`];
}
