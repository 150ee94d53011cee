import { expect, test } from 'vitest';
import type { Lease, Leases } from './leases.ts';

const request = (run: string, device = 'phone-1') => ({ device, run, now: new Date(0) });

/** What every keeper of leases must do; `open` gives two who share one lab, as two processes would. */
export function leasesContract(name: string, open: () => Promise<readonly [Leases, Leases]>): void {
  test(`${name}: a second run on the same phone is refused with the holder`, async () => {
    const [one, other] = await open();
    await one.take(request('run-a'));
    await expect(other.take(request('run-b'))).rejects.toMatchObject({
      code: 'DEVICE_LEASED',
      message: expect.stringContaining('run-a'),
    });
  });

  test(`${name}: another phone is free`, async () => {
    const [one, other] = await open();
    await one.take(request('run-a'));
    await expect(other.take(request('run-b', 'phone-2'))).resolves.toBeDefined();
  });

  test(`${name}: a released phone can be taken again`, async () => {
    const [one, other] = await open();
    await (await one.take(request('run-a'))).release();
    await expect(other.take(request('run-b'))).resolves.toBeDefined();
  });

  test(`${name}: a second release never gives away what another run holds`, async () => {
    const [one, other] = await open();
    const first = await one.take(request('run-a'));
    await first.release();
    await other.take(request('run-b'));
    await first.release();
    await expect(one.take(request('run-c'))).rejects.toMatchObject({ code: 'DEVICE_LEASED' });
  });

  test(`${name}: of many who want one phone at once exactly one gets it`, async () => {
    const both = await open();
    for (let round = 0; round < 5; round++) {
      const asked = Array.from({ length: 12 }, (_, i) => both[i % 2]?.take(request(`run-${i}`)));
      const settled = await Promise.allSettled(asked);
      const taken = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value as Lease] : []));
      expect(taken).toHaveLength(1);
      await taken[0]?.release();
    }
  });
}
