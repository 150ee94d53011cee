import { type Guest, type Invitation, invite, serverCertificate } from '../../lab-server/invite.ts';
import {
  cancelRun,
  type LabPhones,
  type LabQueue,
  type LabStatus,
  readPhones,
  readQueue,
  readStatus,
  setQuarantine,
} from '../../lab-server/lab-status.ts';
import { type PrunedLogs, pruneLogs } from '../../lab-server/prune-logs.ts';
import { setUpLab } from '../../lab-server/set-up-lab.ts';
import { type LabAddress, withLab } from './with-lab.ts';

/** Sets a lab up, or brings it to this version. @returns names of the steps that were applied */
export const initLab = (owner: LabAddress): Promise<string[]> => withLab(owner, setUpLab);

/** Lets a host, a team or a coordinator in. */
export const inviteToLab = (owner: LabAddress, guest: Guest, authority: string): Promise<Invitation> =>
  withLab(owner, (database) => invite(database, guest, authority));

/** The certificate of the database's server; the database itself is not asked. */
export const certifyServer = serverCertificate;

export const statusOfLab = (address: LabAddress): Promise<LabStatus> => withLab(address, readStatus);
export const phonesOfLab = (address: LabAddress): Promise<LabPhones> => withLab(address, readPhones);
export const queueOfLab = (address: LabAddress): Promise<LabQueue> => withLab(address, readQueue);
export const cancelInLab = (address: LabAddress, run: string): Promise<void> =>
  withLab(address, (database) => cancelRun(database, run));
/** @param why null lets the phone back */
export const quarantineInLab = (address: LabAddress, phone: string, why: string | null): Promise<void> =>
  withLab(address, (database) => setQuarantine(database, phone, why));
/** Lets go of logs that their run folders have had for so many days. */
export const pruneInLab = (owner: LabAddress, keepDays: number): Promise<PrunedLogs> =>
  withLab(owner, (database) => pruneLogs(database, keepDays));
