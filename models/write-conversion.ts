import { writeDocument } from '../harness/files/write-whole.ts';
import { type Conversion, conversionDocument } from './conversion.ts';

/** Writes a conversion's report whole, after its own schema has passed it. */
export const writeConversion = (path: string, conversion: Conversion): Promise<void> =>
  writeDocument(path, conversionDocument.parse(conversion));
