import { type Conversion, conversionDocument } from './conversion.ts';
import { writeDocument } from './write-document.ts';

/** Writes a conversion's report whole, after its own schema has passed it. */
export const writeConversion = (path: string, conversion: Conversion): Promise<void> =>
  writeDocument(path, conversionDocument.parse(conversion));
