import { expect } from 'vitest';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { type HostCalls, hostCalls } from './host-calls.ts';
import { checkLab } from './lab-history.fixture.ts';
import { labTests } from './lab-tests.fixture.ts';
import { labManifest } from './simulated-lab.fixture.ts';

/** Launches of no length: what is tried here is said before and after them. */
const { withDatabase } = labTests(1);

withDatabase(
  'a claim and an end that are answered into a cut link keep the phone from nothing, and lose no session',
  async (lab) => {
    await lab.coordinator();
    const calls = hostCalls(await lab.as('heatsoak_host_h1'));
    const unheard = new Set<keyof HostCalls>(['claim', 'settle']);
    const once =
      <A extends unknown[], R>(name: keyof HostCalls, call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        const answer = await call(...args);
        if (unheard.delete(name)) throw new HeatsoakError('LAB_UNREACHABLE', 'the link is cut');
        return answer;
      };
    for (const run of ['first', 'second']) await lab.submit(labManifest(run, ['one']));
    await lab.worker('h1', ['one'], {
      calls: { ...calls, claim: once('claim', calls.claim), settle: once('settle', calls.settle) },
      heartbeatSeconds: 0.4,
    });
    for (const run of ['first', 'second']) await lab.result(run);
    expect(await lab.owner.query('select distinct state from heatsoak.session')).toEqual([{ state: 'done' }]);
    expect(await checkLab(lab)).toEqual([]);
  },
);
