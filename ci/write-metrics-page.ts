import { writeFile } from 'node:fs/promises';
import { glossary } from '../harness/measure/glossary.ts';
import { glossaryPage } from '../harness/measure/glossary-text.ts';

/** `npm run docs:metrics`: writes docs/metrics.md from the definitions. */
await writeFile('docs/metrics.md', glossaryPage(glossary()));
