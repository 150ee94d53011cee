import { writeStreamWhole } from '../../files/write-stream-whole.ts';
import { keptCells } from '../../lab-server/kept-cells.ts';
import { cells } from '../../tables/cells.ts';
import { type FormatName, tableFormats } from '../../tables/formats/index.ts';
import { type LabAddress, withLab } from './with-lab.ts';

/** The history of a lab, as it was written. */
export interface ExportedHistory {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes the history of a lab, a row a metric, phone, suite and night, into a file that appears whole or not at all.
 * @throws HeatsoakError `FILE_UNWRITABLE` or `PLACE_INVALID`, and those of `withLab`
 */
export const exportHistory = (
  address: LabAddress,
  file: string,
  format: FormatName = 'parquet',
): Promise<ExportedHistory> =>
  withLab(address, async (database) => {
    let rows = 0;
    const encoder = tableFormats[format](cells);
    const names = cells.columns.map(({ name }) => name);
    async function* chunks(): AsyncGenerator<string | Uint8Array> {
      yield encoder.begin();
      for await (const batch of keptCells(database, names)) {
        rows += batch.length;
        yield encoder.rows(batch);
      }
      yield encoder.end();
    }
    const bytes = await writeStreamWhole(file, chunks());
    return { file, rows, bytes };
  });
