import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { Cell, CellType, Column } from '../table.ts';
import type { TableFormat } from './table-format.ts';

const parquetTypes = { text: 'STRING', integer: 'INT64', number: 'DOUBLE', boolean: 'BOOLEAN' } as const;

/** Apache Parquet, Snappy-compressed; what each column means stands in the file's metadata. */
export const parquet: TableFormat = ({ name, row, columns }) => {
  const bytes = new ByteWriter();
  const taken = (): Uint8Array => {
    const chunk = bytes.getBytes().slice();
    bytes.index = 0;
    return chunk;
  };
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columnData(columns, []) }),
    createdBy: 'heatsoak',
    kvMetadata: [
      { key: 'heatsoak.table', value: name },
      { key: 'heatsoak.row', value: row },
      ...columns.map((column) => ({ key: `heatsoak.column.${column.name}`, value: meaningOf(column) })),
    ],
  });
  return {
    begin: taken,
    rows(rows) {
      // Bytes in memory are there at once: nothing is waited for.
      if (rows.length > 0)
        void writer.write({ columnData: columnData(columns, rows), rowGroupSize: rows.length });
      return taken();
    },
    end() {
      void writer.finish();
      return taken();
    },
  };
};

const meaningOf = ({ description, unit }: Column): string =>
  unit === null ? description : `${description} (${unit})`;

const columnData = (columns: readonly Column[], rows: readonly (readonly Cell[])[]) =>
  columns.map(({ name, type }, i) => ({
    name,
    type: parquetTypes[type],
    data: rows.map((row) => parquetValue(type, row[i] ?? null)),
  }));

const parquetValue = (type: CellType, cell: Cell): string | number | bigint | boolean | null =>
  type === 'integer' && typeof cell === 'number' ? BigInt(Math.round(cell)) : cell;
