import { resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { readNights } from '../history/read-nights.ts';

/** Id of the newest run of two builds that ended in GO. @throws HeatsoakError `BASELINE_UNFIT` where none did, `RUNS_MISSING` */
export async function newestPass(runs = 'runs'): Promise<string> {
  const { nights } = await readNights(resolve(runs));
  const passed = nights.filter(({ kind, verdict }) => kind === 'ab' && verdict === 'GO');
  const [newest] = passed.sort((a, b) => (a.at < b.at ? 1 : -1));
  if (newest) return newest.run;
  throw new HeatsoakError('BASELINE_UNFIT', `no run in ${resolve(runs)} is a GO`, { where: resolve(runs) });
}
