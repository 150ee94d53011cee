import type { Database } from './database.ts';
import { migrate } from './migrations.ts';
import { makeQueueTables } from './queue.ts';

/**
 * Makes schema, queue, roles and rights of a lab, or brings them to this version; done twice it changes nothing.
 * @param owner the database as its owner sees it
 * @returns names of the steps that were applied
 * @throws HeatsoakError `LAB_SCHEMA_CHANGED`, `LAB_NEWER`, `LAB_REFUSED` to anybody but an owner
 */
export async function setUpLab(owner: Database): Promise<string[]> {
  await makeQueueTables(owner);
  return migrate(owner);
}
