import { codeNamed, codes, type ErrorCode } from '../../errors/codes.ts';
import type { Journal } from '../../experiment/read-journal.ts';
import type { SessionCheck } from './check.ts';
import { endOf } from './session.ts';

/** The fault that a session ended with, which was lost and never opened again; null for any other. */
function faultOfLoss(harness: Journal | undefined): ErrorCode | null {
  const events = harness?.events ?? [];
  const end = endOf(harness, 'lost');
  if (!end) return null;
  const fault = events.slice(0, events.indexOf(end)).findLast(({ type }) => type === 'fault');
  return fault?.type === 'fault' && fault.code in codes ? (fault.code as ErrorCode) : null;
}

const lostBy = (kind: 'install' | 'host', code: string, rule: string, what: string): SessionCheck => ({
  code,
  rule,
  effect: 'note',
  find({ harness, device }) {
    const fault = faultOfLoss(harness);
    return fault !== null && codeNamed(fault).kind === kind ? `${device.name}: ${what} (${fault})` : null;
  },
});

/** Whose fault it is that a phone was lost, where it is not the phone's own or the way to it. */
export const lossChecks: readonly SessionCheck[] = [
  lostBy('install', 'lost-by-install', 'the phone takes the app', 'the app could not be installed'),
  lostBy('host', 'lost-by-host', 'this host stays ready', 'this host failed, and not the phone'),
];
