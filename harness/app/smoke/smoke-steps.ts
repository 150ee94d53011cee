import type { JournalEvent, JournalEventOf } from '../../experiment/journal-event.ts';
import { type SmokeStep, type SmokeStepId, smokeStepIds } from './smoke-document.ts';

/** What the journal of a phone shows of one step; null: nothing. */
type Shown = { readonly worked: boolean; readonly seconds: number | null; readonly says: string } | null;

const MIB = 2 ** 20;

/** How far a phone came, by its journal. A step behind the first that failed was not reached. */
export function smokeSteps(journal: readonly JournalEvent[]): SmokeStep[] {
  let isOver = false;
  return smokeStepIds
    .filter((step) => step !== 'record')
    .map((step): SmokeStep => {
      const shown = isOver ? null : shownBy[step](journal);
      if (shown?.worked) return { step, outcome: 'worked', seconds: shown.seconds, says: shown.says };
      const outcome = isOver ? 'not reached' : 'failed';
      isOver = true;
      return { step, outcome, seconds: shown?.seconds ?? null, says: shown?.says ?? '' };
    });
}

const shownBy: Readonly<Record<Exclude<SmokeStepId, 'record'>, (journal: readonly JournalEvent[]) => Shown>> =
  {
    examine(journal) {
      const examined = lastOf(journal, 'harness.doctor');
      if (!examined) return null;
      const stopping = examined.checks.filter(
        ({ found, severity }) => found === 'bad' && severity === 'block',
      );
      const says =
        stopping.length > 0
          ? stopping.map(({ check, says }) => `${check}: ${says}`).join('; ')
          : `${examined.checks.length} checks`;
      return { worked: stopping.length === 0, seconds: examined.durationMs / 1000, says };
    },
    session: (journal) => ofCommand(journal, 'session', 'Appium and WebDriverAgent answer'),
    install: (journal) => ofDeploy(journal, 'app'),
    push: (journal) => ofDeploy(journal, 'model'),
    launch: (journal) => ofCommand(journal, 'launchApp', 'the app was started'),
    measure(journal) {
      const ended = launches(journal).findLast(({ outcome }) => outcome !== 'started');
      if (!ended) return null;
      const started = launches(journal).findLast(({ outcome }) => outcome === 'started');
      const seconds = ended.agentSeconds ?? (started ? (ended.t - started.t) / 1e6 : null);
      const worked = ended.outcome === 'finished';
      return {
        worked,
        seconds,
        says: worked ? 'the agent finished its plan' : (ended.message ?? ended.outcome),
      };
    },
    collect(journal) {
      const ended = launches(journal).findLast(({ log }) => log !== undefined && log !== null);
      if (!ended?.log) return { worked: false, seconds: null, says: 'the agent left no log' };
      const read = commands(journal, 'readEvents').at(-1);
      return { worked: true, seconds: secondsOf(read), says: `a log of ${ended.log.sizeBytes} bytes` };
    },
  };

function ofCommand(journal: readonly JournalEvent[], name: string, says: string): Shown {
  const sent = commands(journal, name);
  const answered = sent.find(({ ok }) => ok);
  if (answered) return { worked: true, seconds: secondsOf(answered), says };
  return sent.length === 0
    ? null
    : { worked: false, seconds: secondsOf(sent.at(-1)), says: 'it was refused' };
}

function ofDeploy(journal: readonly JournalEvent[], artefact: 'app' | 'model'): Shown {
  const deploys = journal.filter((event) => event.type === 'harness.deploy');
  const last = deploys.findLast((event) => event.artefact === artefact && event.outcome !== 'removed');
  if (!last) return null;
  const seconds = last.durationMs / 1000;
  const size = `${(last.sizeBytes / MIB).toFixed(1)} MiB`;
  if (last.outcome === 'already-there') return { worked: true, seconds, says: `${size} were there already` };
  if (last.outcome === 'failed') return { worked: false, seconds, says: size };
  // The driver sends an app with more beside it: how fast that was says nothing of the cable.
  const isRate = artefact === 'model' && seconds > 0;
  const rate = isRate ? `, ${(last.sizeBytes / MIB / seconds).toFixed(1)} MiB/s` : '';
  return { worked: true, seconds, says: `${size}${rate}` };
}

const lastOf = <T extends JournalEvent['type']>(journal: readonly JournalEvent[], type: T) =>
  journal.findLast((event): event is JournalEventOf<T> => event.type === type);

const commands = (journal: readonly JournalEvent[], name: string) =>
  journal.flatMap((event) => (event.type === 'harness.command' && event.command === name ? [event] : []));

const launches = (journal: readonly JournalEvent[]) =>
  journal.flatMap((event) => (event.type === 'harness.launch' ? [event] : []));

const secondsOf = (command: { readonly durationMs: number } | undefined): number | null =>
  command === undefined ? null : command.durationMs / 1000;
