import { messageWithHint } from '../errors/heatsoak-error.ts';
import { buildOf } from '../experiment/build-of.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import { folderName } from '../protocol/plan-file.ts';
import { settleAfterRestart } from './after-restart.ts';
import { type CommandLog, commandLog } from './command-log.ts';
import { performStep } from './perform-step.ts';
import { nextStep } from './plan/next-step.ts';
import { type Loss, type Reopening, reopeningAfter } from './plan/reopening.ts';
import { retried } from './retried.ts';
import { salvage } from './salvage.ts';
import type { SessionContext, SessionReport, SessionRequest } from './session-context.ts';
import { faultOf, type SessionLog, sessionLog } from './session-log.ts';
import { sessionReport } from './session-report.ts';

/**
 * All launches on one device, or those that are left of a session that was begun before: the journal says where it
 * stands. A fault ends this session only; it is an event, and what was measured stays.
 * Never throws for a fault in the field; where not even that can be logged, the session is left without its end.
 */
export async function runSession(request: SessionRequest): Promise<void> {
  let log: SessionLog | null = null;
  const report = sessionReport(request, () => log?.state.ended.size ?? 0);
  try {
    const journal = await request.folder.openJournal(request.planned.device.id, request.nowUs);
    try {
      log = sessionLog(journal);
      await openUntilEnded(request, log, report);
    } finally {
      await journal.close();
    }
  } catch (error) {
    report.lost(error);
  }
}

/** Opens the session, and opens it again where what broke it may be over: launches that have ended are not measured again. */
async function openUntilEnded(
  request: SessionRequest,
  log: SessionLog,
  report: SessionReport,
): Promise<void> {
  const losses: Loss[] = [];
  let boot: string | null = null;
  for (;;) {
    const opening: Opening = await openOnce(request, log, report, boot);
    boot = opening.boot;
    if (opening.loss === null) return;
    const { code } = faultOf(opening.loss);
    losses.push({ code, opened: opening.opened, launchesDone: log.state.ended.size });
    const again = request.signal.aborted ? null : reopeningAfter(losses);
    if (again === null || !(await isBack(request, report, again, code))) {
      await salvage(request, log, report);
      return report.lost(opening.loss);
    }
  }
}

async function isBack(
  { slot, signal }: SessionRequest,
  report: SessionReport,
  reopening: Reopening,
  code: string,
): Promise<boolean> {
  report.step(`${code}: looking for the phone, for ${Math.round(reopening.limitSeconds / 60)} min at most`);
  try {
    return await slot.isBack(reopening);
  } catch (error) {
    // An interrupted wait: what broke the session is what is told.
    if (signal.aborted) return false;
    throw error;
  }
}

/** What came of one opening. */
interface Opening {
  /** Whether the phone was reached. */
  readonly opened: boolean;
  /** Null: the session has come to its end. */
  readonly loss: unknown;
  /** The boot that the phone was found in; null where none is known. */
  readonly boot: string | null;
}

/** Writes that the session was opened, and how it ended. */
async function openOnce(
  request: SessionRequest,
  log: SessionLog,
  report: SessionReport,
  before: string | null,
): Promise<Opening> {
  const say = (outcome: JournalBody<'harness.session'>['outcome'], message: string | null): Promise<void> =>
    log.append({
      type: 'harness.session',
      device: request.planned.device.id,
      outcome,
      wallClock: new Date().toISOString(),
      message,
    });
  let opened = false;
  let boot = before;
  try {
    await say('started', null);
    await withPhone(request, log, report, async (context) => {
      opened = true;
      boot = await settleAfterRestart(context, before);
    });
    await say('finished', null);
    return { opened, loss: null, boot };
  } catch (error) {
    try {
      await log.append(faultOf(error));
      await say('lost', messageWithHint(error));
    } catch (unwritten) {
      report.lost(error);
      throw unwritten;
    }
    return { opened, loss: error, boot };
  }
}

async function withPhone(
  request: SessionRequest,
  log: SessionLog,
  report: SessionReport,
  onOpened: (context: SessionContext) => Promise<void>,
): Promise<void> {
  report.step('opening the session');
  const commands = commandLog(log, request.slot.phoneSeconds);
  // An agent may be measuring still: what is sent while the session is opened reaches it too.
  commands.launch = log.state.underWay?.launch ?? null;
  const phone = await request.slot.open(commands.listener);
  const context: SessionContext = { ...request, phone, log, report };
  const perform = async (): Promise<void> => {
    await onOpened(context);
    await performAll(context, commands);
  };
  await perform().catch(async (error: unknown) => {
    // A way that is broken is not closed by trying for long; who comes next closes what is left of it.
    await phone.close().catch(() => undefined);
    throw error;
  });
  await tidyPhone(context);
  await closePhone(context);
  await commands.settle();
  report.step('finished');
}

async function performAll(context: SessionContext, commands: CommandLog): Promise<void> {
  for (;;) {
    const step = nextStep(context.log.state, context);
    if (step.kind === 'finish') return;
    context.signal.throwIfAborted();
    commands.launch = step.launch.id;
    await performStep(context, step);
    if (step.kind === 'measure') await commands.settle();
  }
}

/** Logs that lie in the run folder need no place on the phone any more; one that stays there for some reason harms nobody. */
async function tidyPhone({ phone, manifest, planned, log }: SessionContext): Promise<void> {
  const done = planned.launches.filter(({ id }) => log.state.ended.get(id)?.collected);
  for (const bundleId of new Set(done.map((launch) => buildOf(manifest, launch).bundleId))) {
    const own = done.filter((launch) => buildOf(manifest, launch).bundleId === bundleId);
    await phone
      .removeLaunches(
        bundleId,
        own.map((launch) => folderName(manifest.run, launch.id)),
      )
      .catch((error: unknown) => log.append(faultOf(error)));
  }
}

/** Everything was measured by now: a close that fails is a fault and no loss. */
async function closePhone({ phone, slot, log }: SessionContext): Promise<void> {
  const onFailure = (error: unknown): Promise<void> => log.append(faultOf(error));
  await retried(() => phone.close(), { wait: (seconds) => slot.wait(seconds), onFailure })
    .catch(onFailure)
    .catch(() => undefined);
}
