import { setTimeout } from 'node:timers/promises';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { shortUdid } from '../words/short-udid.ts';
import { openService } from './afc/service-socket.ts';
import { awaitPhone } from './await-phone.ts';
import { hasImage } from './developer-image.ts';
import { findService, hostRegistryPort } from './tunnel-registry.ts';

const DIAGNOSTICS = 'com.apple.mobile.diagnostics_relay.shim.remote';
const ANSWER_LIMIT_MS = 10_000;
/** A phone that restarts answers until it goes down. */
const GOING_DOWN_MS = 15_000;
const BACK_LIMIT_SECONDS = 300;

export interface RestartOptions {
  readonly udid: string;
  /** Default: the host's own registry. */
  readonly registryPort?: number | undefined;
  /** How long it takes to go down, ms. */
  readonly goingDownMs?: number | undefined;
  readonly backLimitSeconds?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Restarts a phone and looks for it for five minutes.
 * @returns whether it came back by itself, with its developer image
 * @throws HeatsoakError of kind device where it cannot be told to; the reason of the signal
 */
export async function restartPhone({
  udid,
  registryPort,
  goingDownMs = GOING_DOWN_MS,
  backLimitSeconds: limitSeconds = BACK_LIMIT_SECONDS,
  signal,
}: RestartOptions): Promise<boolean> {
  const registry = async (): Promise<number> => registryPort ?? hostRegistryPort();
  await tellToRestart(await registry(), udid);
  await setTimeout(goingDownMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  if (!(await awaitPhone({ registryPort: registry, udid, limitSeconds, signal }))) return false;
  return hasImage(await registry(), udid).catch(() => false);
}

async function tellToRestart(registryPort: number, udid: string): Promise<void> {
  const { address, port } = await findService(registryPort, udid, DIAGNOSTICS);
  const service = await openService(address, port, ANSWER_LIMIT_MS);
  try {
    await service.take();
    service.send({ Request: 'Restart' });
    const { Status: status } = await service.take();
    if (status !== 'Success') throw new Error(`it says ${String(status)}`);
  } catch (cause) {
    throw new HeatsoakError(
      'RESTART_REFUSED',
      `phone ${shortUdid(udid)} cannot be restarted: ${messageOf(cause)}`,
      {
        cause,
      },
    );
  } finally {
    service.socket.destroy();
  }
}
