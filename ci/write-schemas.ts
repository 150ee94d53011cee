import { mkdir, writeFile } from 'node:fs/promises';
import { schemas } from './schemas.ts';

/** `npm run schemas`: writes schemas/*.json from the zod schemas. */
await mkdir('schemas', { recursive: true });
for (const [name, text] of Object.entries(schemas())) await writeFile(`schemas/${name}`, text);
