import { expect, test } from 'vitest';
import type { JournalEvent } from '../experiment/journal-event.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { agentRun } from '../measure/planted/agent-run.fixture.ts';
import { readLog } from '../protocol/read-log.ts';
import { mustGoOn } from './may-go-on.ts';

const opened = '2026-11-28T20:00:00.000Z';

/** Goes on with a run of one phone so many hours after it was opened; its phone has this OS build now. */
async function goOn(hours: number, build: string | null, measured = true): Promise<void> {
  const { manifest, logs } = await agentRun({ launches: [{}] });
  const session: JournalEvent = {
    ...{ v: 1, seq: 0, t: 0, type: 'harness.session', device: 'phone' },
    ...{ outcome: 'lost', wallClock: opened, message: null },
  };
  const sessions = manifest.sessions.map(({ device, launches }) => ({
    launches,
    device: { ...device, udid: 'PHONE' },
  }));
  await mustGoOn({
    manifest: { ...manifest, sessions },
    logs: {
      harness: new Map([['phone', { ...readJournal(''), events: [session] }]]),
      launches: measured ? logs.launches : new Map([['phone/l0', readLog('')]]),
    },
    unfinished: sessions,
    osBuildOf: async () => build,
    now: new Date(Date.parse(opened) + hours * 3_600_000),
  });
}
const BUILD = '23B85';

test('a run is gone on with on the same OS build, within a day', async () => {
  await goOn(23, BUILD);
  // Whoever examines a phone that does not answer says why.
  await goOn(23, null);
});

test('another OS build, or a day, makes two runs of one', async () => {
  await expect(goOn(1, '23C55')).rejects.toMatchObject({ code: 'OS_BUILD_DIFFERS' });
  await expect(goOn(25, BUILD)).rejects.toMatchObject({ code: 'RUN_STALE' });
});

test('a phone of which nothing was measured yet may be gone on with at any time', async () => {
  await goOn(100, '23C55', false);
});
