import { HeatsoakError } from '../errors/heatsoak-error.ts';

/** As package.json has them for tests; they are peers that nobody needs for one host. */
const INSTALL = 'npm install pg@8.23.1 pg-boss@12.38.0 (pg-boss asks for Node 22.12 or newer)';

/** node-postgres, loaded when a lab is used. @throws HeatsoakError `LAB_DRIVER_MISSING` */
export const loadPostgres = (): Promise<typeof import('pg')> => loaded('pg', () => import('pg'));

/** pg-boss, the queue in the database. @throws HeatsoakError `LAB_DRIVER_MISSING` */
export const loadQueue = (): Promise<typeof import('pg-boss')> => loaded('pg-boss', () => import('pg-boss'));

async function loaded<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new HeatsoakError('LAB_DRIVER_MISSING', `a lab of several hosts needs the package ${name}`, {
      hint: INSTALL,
      cause,
    });
  }
}
