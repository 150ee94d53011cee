import type { SessionCheck } from './check.ts';

/** A break between the launches of a block: what was measured on either side of it is compared all the same. */
export const restartChecks: readonly SessionCheck[] = [
  {
    code: 'phone-restarted',
    rule: 'the phone does not start anew during a session',
    effect: 'note',
    find({ harness }) {
      const restarts = (harness?.events ?? []).flatMap((event) =>
        event.type === 'fault' && event.code === 'PHONE_RESTARTED' ? [event.message] : [],
      );
      return restarts.length === 0 ? null : restarts.join('; ');
    },
  },
];
