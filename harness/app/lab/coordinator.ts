import { runCoordinator } from '../../lab-server/coordinator.ts';
import { openCron } from '../../lab-server/cron.ts';
import { openDatabase } from '../../lab-server/database.ts';
import { openCoordinatorQueue } from '../../lab-server/queue.ts';
import { labReadings } from '../../lab-server/readings.ts';
import { derive } from '../derive.ts';
import { nightOf } from '../history/read-nights.ts';
import { type Ports, portsOf } from '../ports.ts';
import { report } from '../report.ts';
import { showReadings } from './show-readings.ts';
import { addressOf, type LabAddress } from './with-lab.ts';

export interface CoordinatorOptions extends LabAddress {
  /** Folder of the archived run folders. */
  readonly runs: string;
  /** After so long another phone gets a place whose host is silent; default: 30 min. */
  readonly giveUpMinutes?: number | undefined;
  /** Port on 127.0.0.1 of `/metrics` for Prometheus; absent: none. */
  readonly metricsPort?: number | undefined;
}

/**
 * Queues, buries, archives and judges until `signal` stops it; a lab may have several.
 * @param say told what happens, a line at a time
 * @throws HeatsoakError `LAB_UNREACHABLE`, `LAB_DRIVER_MISSING`; later faults of the database are waited for
 */
export async function coordinator(
  options: CoordinatorOptions,
  say: (message: string) => void,
  ports: Pick<Ports, 'signal'> = {},
): Promise<void> {
  const database = await openDatabase(addressOf(options));
  try {
    const queue = await openCoordinatorQueue(database);
    const cron = await openCron(database);
    const hide = await showReadings(() => labReadings(database), options.metricsPort, say);
    const { giveUpMinutes } = options;
    await runCoordinator({
      ...{ database, queue, cron, say, runs: options.runs, signal: portsOf(ports).signal },
      giveUpSeconds: giveUpMinutes === undefined ? undefined : giveUpMinutes * 60,
      async judge(folder) {
        const derived = await derive(folder);
        await report(derived, folder);
        return derived.verdict.verdict;
      },
      nightOf: (folder) => nightOf(folder),
    });
    await Promise.all([cron.close(), queue.close(), hide()]);
  } finally {
    await database.close();
  }
}
