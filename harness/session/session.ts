import { messageOf } from '../errors/heatsoak-error.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import { type CommandLog, commandLog } from './command-log.ts';
import { performStep } from './perform-step.ts';
import { nextStep } from './plan/next-step.ts';
import { retried } from './retried.ts';
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
      await openAndClose(request, log, report);
    } finally {
      await journal.close();
    }
  } catch (error) {
    report.lost(error);
  }
}

/** Writes that the session was opened, and how it ended. */
async function openAndClose(request: SessionRequest, log: SessionLog, report: SessionReport): Promise<void> {
  const say = (outcome: JournalBody<'harness.session'>['outcome'], message: string | null): Promise<void> =>
    log.append({
      type: 'harness.session',
      device: request.planned.device.id,
      outcome,
      wallClock: new Date().toISOString(),
      message,
    });
  try {
    await say('started', null);
    await withPhone(request, log, report);
    await say('finished', null);
  } catch (error) {
    report.lost(error);
    await log.append(faultOf(error));
    await say('lost', messageOf(error));
  }
}

async function withPhone(request: SessionRequest, log: SessionLog, report: SessionReport): Promise<void> {
  report.step('opening the session');
  const commands = commandLog(log);
  // An agent may be measuring still: what is sent while the session is opened reaches it too.
  commands.launch = log.state.underWay?.launch ?? null;
  const phone = await request.slot.open(commands.listener);
  const context: SessionContext = { ...request, phone, log, report };
  try {
    await performAll(context, commands);
  } finally {
    await closePhone(context);
  }
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

/** Everything was measured by now, or something worse has happened: a failed close must not hide it. */
async function closePhone({ phone, slot, log }: SessionContext): Promise<void> {
  const onFailure = (error: unknown): Promise<void> => log.append(faultOf(error));
  await retried(() => phone.close(), { wait: (seconds) => slot.wait(seconds), onFailure })
    .catch(onFailure)
    .catch(() => undefined);
}
