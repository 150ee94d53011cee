import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import { thermalStates } from '../protocol/event.ts';
import { quantity } from '../words/numbers.ts';
import { chargeUp, LEAST_PERCENT } from './charge-up.ts';
import { collectLaunch } from './collect-launch.ts';
import { coolDown } from './cool-down.ts';
import { deployBuild } from './deploy.ts';
import { failFastAfter } from './fail-fast.ts';
import { measureLaunch, recoverLaunch } from './measure-launch.ts';
import type { Step } from './plan/next-step.ts';
import type { SessionContext } from './session-context.ts';
import { interimAnalysisAfter } from './stop-early.ts';

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** Does one step; what came of it is in the journal when it returns, and often when it throws. */
export async function performStep(
  context: SessionContext,
  step: Exclude<Step, StepOf<'finish'>>,
): Promise<void> {
  switch (step.kind) {
    case 'recover':
      return recoverLaunch(context, step);
    case 'deploy':
      return deployBuild(context, step);
    case 'cool-down':
      return awaitCool(context, step);
    case 'measure':
      return measureLaunch(context, step);
    case 'analyse':
      return context.log.append(await interimAnalysisAfter(context, step.launch));
    case 'check':
      return checkVerdict(context, step);
    case 'repeat':
      return giveUpLaunch(context, step);
    case 'collect':
      return collectAgain(context, step);
  }
}

async function checkVerdict(context: SessionContext, { launch }: StepOf<'check'>): Promise<void> {
  const answer = await failFastAfter(context, launch);
  await context.log.append(answer);
  if (answer.decision === 'stop')
    context.report.step(`skipping ${answer.skipped.length} launches: ${answer.reason}`);
}

/** What it measured stays beside what counts. */
async function giveUpLaunch(
  { log, folder, planned, report }: SessionContext,
  { launch, gapSeconds }: StepOf<'repeat'>,
): Promise<void> {
  const message = `its block was broken off for ${quantity(gapSeconds / 60, 'min')}: it is measured again whole`;
  report.step(`${launch.id}: ${message}`);
  await log.append({
    ...{ type: 'harness.launch', launch: launch.id, outcome: 'interrupted', message, because: 'gap' },
  });
  await folder.supersedeLaunchLog(planned.device.id, launch.id);
}

async function awaitCool(context: SessionContext, { launch }: StepOf<'cool-down'>): Promise<void> {
  await awaitCharge(context, launch.id);
  context.report.step(`cooling down for ${launch.id}`);
  const gate = await coolDown(coolable(context), context.cooldown, launch.id);
  await context.log.append(gate);
  context.signal.throwIfAborted();
  const hot = context.log.state.hotLaunches;
  if (hot.length < MOST_HOT_GATES) return;
  await takeBack(context, hot, 'it began hot');
  throw neverCool(context, gate);
}

/** Charging heats: the battery is seen to before the cool-down. @throws HeatsoakError `BATTERY_LOW` */
async function awaitCharge(
  { phone, slot, log, report, planned }: SessionContext,
  launch: string,
): Promise<void> {
  const percent = async (): Promise<number | null> => (await phone.battery()).percent;
  const wait = (seconds: number): Promise<void> => {
    report.step(`charging for ${launch}`);
    return slot.wait(seconds);
  };
  const charge = await chargeUp({ percent, wait }, launch);
  if (charge === null) return;
  await log.append(charge);
  if (charge.percent < LEAST_PERCENT)
    throw new HeatsoakError(
      'BATTERY_LOW',
      `${planned.device.name} has ${Math.round(charge.percent)} % and does not charge`,
    );
}

/** Launches that finished and are worth nothing: whoever goes on with the run measures them again. A death stays a result. */
async function takeBack({ log }: SessionContext, launches: readonly string[], why: string): Promise<void> {
  const message = `${why}: it is measured again`;
  for (const launch of launches.filter((id) => log.state.ended.get(id)?.outcome === 'finished'))
    await log.append({ type: 'harness.launch', launch, outcome: 'interrupted', message });
}

/** A launch that starts hot is left out of every statistic: a night of them is worth nothing. */
const MOST_HOT_GATES = 2;

function neverCool(
  { planned, cooldown }: SessionContext,
  { batteryCelsius, thermalState }: JournalBody<'cooldown'>,
): HeatsoakError {
  const isHot = batteryCelsius !== null && batteryCelsius > cooldown.batteryCelsius;
  const found = isHot
    ? `stays at ${batteryCelsius.toFixed(1)} °C, the gate is ${cooldown.batteryCelsius} °C`
    : `stays ${thermalState}`;
  return new HeatsoakError(
    'PHONE_NEVER_COOL',
    `${planned.device.name} ${found}: ${MOST_HOT_GATES} launches in a row would start hot`,
    {
      hint: isHot
        ? 'heatsoak doctor --long says at what it idles; set cooldown.batteryCelsius 2 °C above, or cool the room'
        : 'cool the room, or let the phone lie; then resume the run',
    },
  );
}

function coolable({ phone, slot }: SessionContext) {
  return {
    thermalState: async () => {
      const state = await phone.thermal();
      return state === null ? null : (thermalStates[state] ?? null);
    },
    batteryCelsius: async () => (await phone.battery()).temperatureCelsius,
    wait: (seconds: number) => slot.wait(seconds),
  };
}

async function collectAgain(context: SessionContext, { launch, build }: StepOf<'collect'>): Promise<void> {
  const ended = context.log.state.ended.get(launch.id);
  if (!ended) return;
  const collection = await collectLaunch(context, build, launch);
  // A phone that was erased, or an app that was removed, has taken the log with it.
  if (collection.log === null && ended.outcome === 'finished')
    return takeBack(context, [launch.id], 'its log is not on the phone any more');
  const message = collection.collected ? 'its log was fetched later' : 'its log still lies on the phone';
  const { outcome } = ended;
  await context.log.append({
    type: 'harness.launch',
    launch: launch.id,
    outcome,
    message,
    ...collection,
  });
}
