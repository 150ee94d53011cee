import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { type Database, type DatabaseAddress, openDatabase } from '../../lab-server/database.ts';

/** Which lab is meant, and who asks. */
export interface LabAddress {
  /** `postgres://role@host:port/database`. */
  readonly database: string;
  /** Folder of the certificate that `lab invite` made. */
  readonly certificates?: string | undefined;
}

/** Works with a lab's database, and leaves it. @throws HeatsoakError `LAB_UNREACHABLE`, `LAB_DRIVER_MISSING`, `LAB_NOT_READY` */
export async function withLab<T>(address: LabAddress, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(addressOf(address));
  try {
    return await work(database).catch(notReady);
  } finally {
    await database.close();
  }
}

export const addressOf = ({ database, certificates }: LabAddress): DatabaseAddress => ({
  url: database,
  certificates,
});

/** PostgreSQL's words for a schema, table or function that is not there. */
const MISSING = ['3F000', '42P01', '42883'];

function notReady(cause: unknown): never {
  const { code } = cause as { readonly code?: unknown };
  if (!MISSING.includes(String(code))) throw cause;
  throw new HeatsoakError('LAB_NOT_READY', 'the database has no lab in it, or an older one', {
    hint: 'heatsoak lab init --database postgres://owner@…',
    cause,
  });
}
