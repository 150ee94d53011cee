import { writeFile } from 'node:fs/promises';
import { register } from '../harness/measure/register.ts';
import { registerPage } from '../harness/measure/register-text.ts';

/** `npm run docs:metrics`: writes docs/metrics.md from the definitions. */
await writeFile('docs/metrics.md', registerPage(register()));
