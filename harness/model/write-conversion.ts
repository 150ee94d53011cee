import { open, rename, rm } from 'node:fs/promises';
import { type Conversion, conversionDocument } from './conversion.ts';

/** Writes a conversion's report whole, after its own schema has passed it. */
export async function writeConversion(path: string, conversion: Conversion): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    const file = await open(part, 'w');
    try {
      await file.writeFile(`${JSON.stringify(conversionDocument.parse(conversion), null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
